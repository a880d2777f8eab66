import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Reads paths of PDF files, one a line; answers each with the PDF/UA-1 rules it breaks and an empty line. */
public class Ua1 {
    public static void main(String[] arguments) throws Exception {
        PrintStream answer = new PrintStream(System.out, true, "UTF-8");
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            for (String failure : failures(path)) {
                answer.println(failure);
            }
            answer.println();
        }
    }

    static TreeSet<String> failures(String path) {
        TreeSet<String> failures = new TreeSet<>();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(path), PDFAFlavour.PDFUA_1);
             PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    failures.add(assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber()
                        + ": " + assertion.getMessage().replaceAll("\\s+", " "));
                }
            }
            if (failures.isEmpty() && !result.isCompliant()) {
                failures.add("not compliant");
            }
        } catch (Exception error) {
            failures.add("not a readable PDF: " + String.valueOf(error.getMessage()).replaceAll("\\s+", " "));
        }
        return failures;
    }
}
