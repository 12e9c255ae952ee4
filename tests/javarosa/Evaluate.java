// What JavaRosa, the engine of ODK's devices, makes of a form and its answers. Run by tests/forms_javarosa.py:
//   java -cp ODK_Validate.jar Evaluate.java
// Each line in is {"xform": "…", "answers": {"/data/kids[2]/name": "…"}, "counts": {"/data/kids": 2}}, each line out
// is {"nodes": [{"path", "relevant", "required", "readonly", "value", "constraint", "choices"}], "submission": "<xml>"} or
// {"error": "…"}.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.ItemsetBinding;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;
import org.javarosa.core.services.storage.StorageManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormAnswerDataSerializer;

public class Evaluate {
    static final ObjectMapper JSON = new ObjectMapper();
    static final XFormAnswerDataSerializer WRITER = new XFormAnswerDataSerializer();

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        // JavaRosa writes its log to standard output.
        System.setOut(System.err);
        new JavaRosaCoreModule().registerModule();
        new XFormsModule().registerModule();
        // Lists in files are kept by some devices; here nothing is.
        StorageManager.setStorageFactory((name, type) -> null);
        PropertyManager.setPropertyManager(new Nothing());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            ObjectNode result = JSON.createObjectNode();
            try {
                evaluate(JSON.readTree(line), result);
            } catch (Throwable error) {
                result.removeAll();
                result.put("error", String.valueOf(error));
            }
            out.println(JSON.writeValueAsString(result));
        }
    }

    static void evaluate(JsonNode asked, ObjectNode result) throws Exception {
        FormDef form = new XFormParser(new StringReader(asked.get("xform").asText())).parse(null, null);
        form.initialize(true, new InstanceInitializationFactory());
        answer(form, asked.get("answers"), asked.get("counts"));
        ArrayNode nodes = result.putArray("nodes");
        for (int i = 0; i < form.getInstance().getRoot().getNumChildren(); i++) {
            tell(form, form.getInstance().getRoot().getChildAt(i), nodes);
        }
        byte[] submission = new XFormSerializingVisitor().serializeInstance(form.getInstance());
        result.put("submission", new String(submission, StandardCharsets.UTF_8));
    }

    // Goes through the form from beginning to end and answers what it comes to, asked or not.
    static void answer(FormDef form, JsonNode answers, JsonNode counts) throws Exception {
        FormEntryModel model = new FormEntryModel(form, FormEntryModel.REPEAT_STRUCTURE_LINEAR);
        FormEntryController controller = new FormEntryController(model);
        FormIndex index = FormIndex.createBeginningOfFormIndex();
        while (true) {
            index = model.incrementIndex(index);
            model.setQuestionIndex(index);
            if (index.isEndOfFormIndex()) {
                return;
            }
            int event = model.getEvent(index);
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                String path = path(form.getChildInstanceRef(index));
                String bare = path.substring(0, path.lastIndexOf('['));
                int wanted = counts.has(bare) ? counts.get(bare).asInt() : 0;
                if (index.getElementMultiplicity() < wanted) {
                    controller.newRepeat(index);
                }
            } else if (event == FormEntryController.EVENT_QUESTION) {
                TreeReference ref = form.getChildInstanceRef(index);
                JsonNode given = answers.get(path(ref));
                if (given != null) {
                    TreeElement element = form.getMainInstance().resolveReference(ref);
                    QuestionDef question = (QuestionDef) form.getChild(index);
                    IAnswerData data = given.asText().isEmpty() ? null
                        : XFormAnswerDataParser.getAnswerData(given.asText(), element.getDataType(), question);
                    form.setValue(data, ref, true);
                }
            }
        }
    }

    static String path(TreeReference ref) {
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < ref.size(); i++) {
            found.append('/').append(ref.getName(i)).append('[').append(ref.getMultiplicity(i) + 1).append(']');
        }
        return found.toString();
    }

    static void tell(FormDef form, TreeElement element, ArrayNode nodes) {
        if (element.getMult() == TreeReference.INDEX_TEMPLATE) {
            return;
        }
        ObjectNode node = nodes.addObject();
        TreeReference ref = element.getRef();
        node.put("path", path(ref));
        node.put("relevant", element.isRelevant());
        node.put("required", element.isRequired());
        node.put("readonly", !element.isEnabled());
        IAnswerData value = element.getValue();
        node.put("value", value == null ? "" : String.valueOf(WRITER.serializeAnswerData(value)));
        try {
            node.put("constraint", form.evaluateConstraint(ref, value));
        } catch (Exception error) {
            node.put("constraint_error", String.valueOf(error.getMessage()));
        }
        QuestionDef question = FormDef.findQuestionByRef(ref, form);
        if (question != null) {
            ItemsetBinding itemset = question.getDynamicChoices();
            if (itemset != null && element.isRelevant()) {
                try {
                    List<SelectChoice> offered = itemset.getChoices(form, ref);
                    ArrayNode choices = node.putArray("choices");
                    for (SelectChoice each : offered) {
                        choices.add(each.getValue());
                    }
                } catch (Exception error) {
                    node.remove("choices");
                }
            }
        }
        for (int i = 0; i < element.getNumChildren(); i++) {
            tell(form, element.getChildAt(i), nodes);
        }
    }

    // A device of which nothing is known.
    static class Nothing implements IPropertyManager {
        public List<String> getProperty(String name) {
            return null;
        }

        public void setProperty(String name, String value) {}

        public void setProperty(String name, List<String> value) {}

        public String getSingularProperty(String name) {
            return null;
        }

        public void addRules(IPropertyRules rules) {}

        public List<IPropertyRules> getRules() {
            return null;
        }
    }
}
