package dev.homing.features.catalog;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One writer and one reader of a dictionary. */
public final class IdDictionaryStress {
    private static final int FULL = 32;
    private static final int KNOWN = 5;

    private IdDictionaryStress() {
    }

    private static UnsafeBuffer id(final int number) {
        return new UnsafeBuffer(("id-" + number).getBytes(StandardCharsets.US_ASCII));
    }

    /** The number in the id of an ordinal, -2 when the dictionary does not give it out. */
    private static int numberOf(final IdDictionary dictionary, final int ordinal) {
        try {
            return ordinal == IdDictionary.NONE ? -1 : Integer.parseInt(dictionary.id(ordinal).substring("id-".length()));
        } catch (final IndexOutOfBoundsException e) {
            return -2;
        }
    }

    /** An id is added while it is looked for. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "Looked for before it was there.")
    @Outcome(id = "0, 7", expect = Expect.ACCEPTABLE, desc = "Found, with its bytes.")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Found without its bytes.")
    @State
    public static class AddAndFind {
        private final IdDictionary dictionary = new IdDictionary();
        private final DirectBuffer id = id(7);

        @Actor
        public void writer() {
            dictionary.ordinal(id, 0, id.capacity());
        }

        @Actor
        public void reader(final II_Result result) {
            result.r1 = dictionary.find(id, 0, id.capacity());
            result.r2 = numberOf(dictionary, result.r1);
        }
    }

    /** The table grows while an old id is looked for, and then the new one. */
    @JCStressTest
    @Outcome(id = "5, -1", expect = Expect.ACCEPTABLE, desc = "The new one was not there yet.")
    @Outcome(id = "5, 32", expect = Expect.ACCEPTABLE, desc = "Both are there.")
    @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Growing hides an old id, or shows a wrong one.")
    @State
    public static class GrowAndFind {
        private final IdDictionary dictionary = new IdDictionary();
        private final DirectBuffer known = id(KNOWN);
        private final DirectBuffer added = id(FULL);

        public GrowAndFind() {
            for (int i = 0; i < FULL; i++) {
                dictionary.ordinal(id(i), 0, id(i).capacity());
            }
        }

        @Actor
        public void writer() {
            dictionary.ordinal(added, 0, added.capacity());
        }

        @Actor
        public void reader(final II_Result result) {
            result.r1 = numberOf(dictionary, dictionary.find(known, 0, known.capacity()));
            result.r2 = numberOf(dictionary, dictionary.find(added, 0, added.capacity()));
        }
    }
}
