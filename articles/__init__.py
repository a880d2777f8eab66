"""Editorial content: articles, pictures, the front page, feeds and the sitemap."""
