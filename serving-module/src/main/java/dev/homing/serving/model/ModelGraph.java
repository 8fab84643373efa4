package dev.homing.serving.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * One graph of a loaded model, for whoever asks it directly. What the model has itself, the vectors of its listings and the
 * biases that hide them, may be left out of a request: then these are the model's own, as they are at that moment.
 *
 * <p>Any thread, for as long as the model is retained.
 */
public final class ModelGraph {
    private final String name;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Supplier<ListingMatrix> retained;
    private final Function<ListingMatrix, Map<String, OnnxTensor>> own;

    /**
     * Describes a graph.
     *
     * @param name     for clients
     * @param retained gives the listings as they are, to be released
     * @param own      inputs that need not be sent
     */
    ModelGraph(
            final String name,
            final OrtEnvironment environment,
            final OrtSession session,
            final Supplier<ListingMatrix> retained,
            final Function<ListingMatrix, Map<String, OnnxTensor>> own) throws ModelException {
        this.name = name;
        this.environment = environment;
        this.session = session;
        this.retained = retained;
        this.own = own;
        try {
            inputs = TensorSpec.of(session.getInputInfo());
            outputs = TensorSpec.of(session.getOutputInfo());
        } catch (final OrtException e) {
            throw OnnxSessions.failure(e);
        }
    }

    /**
     * Its name.
     *
     * @return {@code candidates}, {@code content} or {@code ranker}
     */
    public String name() {
        return name;
    }

    /**
     * What it takes.
     *
     * @return in the order of the graph
     */
    public List<TensorSpec> inputs() {
        return inputs;
    }

    /**
     * What it gives.
     *
     * @return in the order of the graph
     */
    public List<TensorSpec> outputs() {
        return outputs;
    }

    /**
     * Takes the graph for one request.
     *
     * @return to be closed
     */
    public Run open() {
        return new Run(retained.get());
    }

    /** One request, with the model's own tensors as they were when it began. */
    public final class Run implements AutoCloseable {
        private final ListingMatrix listings;
        private final Map<String, OnnxTensor> mine;

        private Run(final ListingMatrix listings) {
            this.listings = listings;
            mine = own.apply(listings);
        }

        /**
         * Shapes of what need not be sent.
         *
         * @return by the input's name
         */
        public Map<String, List<Long>> ownShapes() {
            final Map<String, List<Long>> shapes = new HashMap<>();
            mine.forEach((input, tensor) -> shapes.put(input, shape(tensor)));
            return shapes;
        }

        /**
         * Computes.
         *
         * @param given  checked; one of a name
         * @param wanted outputs, one or more, in the order of the answer
         * @return as many
         * @throws ModelException when ONNX Runtime fails
         */
        public List<TensorValue> infer(final List<TensorValue> given, final List<TensorSpec> wanted) throws ModelException {
            final Map<String, OnnxTensor> tensors = new HashMap<>(mine);
            final List<OnnxTensor> made = new ArrayList<>();
            try {
                for (final TensorValue value : given) {
                    final OnnxTensor tensor = OnnxTensor.createTensor(environment, value.bytes().order(ByteOrder.LITTLE_ENDIAN),
                            value.shape().stream().mapToLong(Long::longValue).toArray(), value.type().onnxType());
                    made.add(tensor);
                    tensors.put(value.name(), tensor);
                }
                final Set<String> names = new LinkedHashSet<>();
                wanted.forEach(output -> names.add(output.name()));
                try (OrtSession.Result result = session.run(tensors, names)) {
                    final List<TensorValue> found = new ArrayList<>();
                    for (final TensorSpec output : wanted) {
                        final OnnxValue value = result.get(output.name()).orElseThrow();
                        found.add(new TensorValue(output.name(), output.type(), shape((OnnxTensor) value),
                                ((OnnxTensor) value).getByteBuffer()));
                    }
                    return found;
                }
            } catch (final OrtException e) {
                throw OnnxSessions.failure(e);
            } finally {
                made.forEach(OnnxTensor::close);
            }
        }

        private static List<Long> shape(final OnnxTensor tensor) {
            return LongStream.of(tensor.getInfo().getShape()).boxed().toList();
        }

        @Override
        public void close() {
            listings.release();
        }
    }
}
