package dev.homing.features;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.agrona.collections.Object2IntHashMap;

/**
 * Which leads' vectors are asked for, and as of when: a list of rows, many of which may be about one lead. Immutable; any thread.
 *
 * <p>A row takes 16 bytes, and a lead its id and some 40 bytes on top, however many rows are about it.
 */
public final class FeatureQuestions {
    /** Of the store: shorter ids first, those of one length in order of their bytes. */
    private static final Comparator<byte[]> STORE_ORDER =
            Comparator.<byte[]>comparingInt(id -> id.length).thenComparing(Arrays::compareUnsigned);

    private final byte[][] leads;
    private final int[] leadByRow;
    private final long[] asOfMsByRow;
    /** The rows in the order in which they are answered. */
    private final int[] order;

    private FeatureQuestions(final byte[][] leads, final int[] leadByRow, final long[] asOfMsByRow) {
        this.leads = leads;
        this.leadByRow = leadByRow;
        this.asOfMsByRow = asOfMsByRow;
        order = new int[leadByRow.length];
        sort();
    }

    /** By lead with a place counted for each row, then each lead's rows by time where they are not so already. */
    private void sort() {
        final int[] ends = new int[leads.length + 1];
        for (final int lead : leadByRow) {
            ends[lead + 1]++;
        }
        Arrays.parallelPrefix(ends, Integer::sum);
        for (int row = 0; row < leadByRow.length; row++) {
            order[ends[leadByRow[row]]++] = row;
        }
        int begin = 0;
        for (int lead = 0; lead < leads.length; lead++) {
            sortByTime(begin, ends[lead]);
            begin = ends[lead];
        }
    }

    private void sortByTime(final int begin, final int end) {
        for (int i = begin + 1; i < end; i++) {
            if (asOfMsByRow[order[i]] < asOfMsByRow[order[i - 1]]) {
                final int[] sorted = IntStream.range(begin, end).map(place -> order[place]).boxed()
                        .sorted(Comparator.comparingLong(row -> asOfMsByRow[row])).mapToInt(Integer::intValue).toArray();
                System.arraycopy(sorted, 0, order, begin, sorted.length);
                return;
            }
        }
    }

    /**
     * How many rows there are.
     *
     * @return 0 or more
     */
    public int size() {
        return order.length;
    }

    /**
     * The lead of a row.
     *
     * @param row in the order of asking, from 0 on
     * @return its id
     */
    public String leadId(final int row) {
        return new String(leads[leadByRow[row]], StandardCharsets.UTF_8);
    }

    /**
     * The instant of a row.
     *
     * @param row in the order of asking, from 0 on
     * @return milliseconds since 1970
     */
    public long asOfMs(final int row) {
        return asOfMsByRow[row];
    }

    /** The row that is answered after so many others. */
    int rowAt(final int place) {
        return order[place];
    }

    /** The number of a row's lead, in the order of the store. */
    int leadOf(final int row) {
        return leadByRow[row];
    }

    /** The UTF-8 id of a lead's number. */
    byte[] id(final int lead) {
        return leads[lead];
    }

    /** Collects questions. One thread. */
    public static final class Builder {
        private static final int INITIAL_ROWS = 1_024;
        private static final int MAX_ROWS = Integer.MAX_VALUE - 8;

        private final Object2IntHashMap<String> numbers = new Object2IntHashMap<>(-1);
        private final List<byte[]> leads = new ArrayList<>();
        private int[] leadByRow = new int[INITIAL_ROWS];
        private long[] asOfMsByRow = new long[INITIAL_ROWS];
        private int size;

        /** Begins without questions. */
        public Builder() {
        }

        /**
         * Adds a question, the next row.
         *
         * @param leadId any id of the lead
         * @param asOfMs the instant, milliseconds since 1970
         * @return this
         */
        public Builder add(final String leadId, final long asOfMs) {
            int lead = numbers.getValue(Objects.requireNonNull(leadId, "leadId"));
            if (lead < 0) {
                lead = leads.size();
                numbers.put(leadId, lead);
                leads.add(leadId.getBytes(StandardCharsets.UTF_8));
            }
            if (size == leadByRow.length) {
                final int capacity = (int) Math.min(MAX_ROWS, size * 3L / 2);
                leadByRow = Arrays.copyOf(leadByRow, capacity);
                asOfMsByRow = Arrays.copyOf(asOfMsByRow, capacity);
            }
            leadByRow[size] = lead;
            asOfMsByRow[size] = asOfMs;
            size++;
            return this;
        }

        /**
         * Ends the list.
         *
         * @return all questions so far
         */
        public FeatureQuestions build() {
            final Integer[] sorted = new Integer[leads.size()];
            Arrays.setAll(sorted, lead -> lead);
            Arrays.sort(sorted, Comparator.comparing(leads::get, STORE_ORDER));
            final byte[][] ids = new byte[sorted.length][];
            final int[] ranks = new int[sorted.length];
            for (int rank = 0; rank < sorted.length; rank++) {
                ids[rank] = leads.get(sorted[rank]);
                ranks[sorted[rank]] = rank;
            }
            return new FeatureQuestions(ids, Arrays.stream(leadByRow, 0, size).map(lead -> ranks[lead]).toArray(),
                    Arrays.copyOf(asOfMsByRow, size));
        }
    }
}
