package dev.homing.training;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes what an evaluation learned from, asked and was answered, so that other programs can check its figures: {@code train.csv}
 * and {@code test.csv} with {@code user,item}, {@code known.csv} with the listings that could be known, and for each method
 * {@code list-METHOD.csv} with {@code user,item,rank}. Leads are numbers.
 */
final class ListFiles implements Witness, AutoCloseable {
    private final Path folder;
    private final Behaviour behaviour;
    private final Map<String, BufferedWriter> methods = new LinkedHashMap<>();

    ListFiles(final Path folder, final Behaviour behaviour) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.behaviour = behaviour;
    }

    @Override
    public void parted(final Cut cut, final Audience audience) {
        try (BufferedWriter train = begin("train", "user,item");
                BufferedWriter test = begin("test", "user,item");
                BufferedWriter items = begin("known", "item")) {
            for (int lead = 0; lead < cut.kept().length; lead++) {
                for (int event = 0; event < cut.kept()[lead]; event++) {
                    train.write(lead + "," + id(behaviour.listing(lead, event)) + "\n");
                }
            }
            for (final Question question : cut.questions()) {
                for (final int answer : question.answers()) {
                    test.write(question.lead() + "," + id(answer) + "\n");
                }
            }
            for (int listing = 0; listing < audience.isKnown().length; listing++) {
                if (audience.isKnown()[listing]) {
                    items.write(id(listing) + "\n");
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void answered(final String method, final Question question, final int[] list) {
        try {
            if (!methods.containsKey(method)) {
                methods.put(method, begin("list-" + method, "user,item,rank"));
            }
            for (int i = 0; i < list.length; i++) {
                methods.get(method).write(question.lead() + "," + id(list[i]) + "," + (i + 1) + "\n");
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BufferedWriter begin(final String name, final String header) throws IOException {
        final BufferedWriter writer = Files.newBufferedWriter(folder.resolve(name + ".csv"));
        writer.write(header + "\n");
        return writer;
    }

    private String id(final int listing) {
        return '"' + behaviour.listingIds().get(listing).replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        for (final BufferedWriter method : methods.values()) {
            method.close();
        }
    }
}
