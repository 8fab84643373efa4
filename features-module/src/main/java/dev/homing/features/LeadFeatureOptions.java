package dev.homing.features;

import dev.homing.tracking.codec.Timeline;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What may be set of {@code lead-v1}. Immutable; checked in the constructor. Whoever computes vectors for a data folder, online
 * or for training, takes the options from the folder's file {@link #FILE}, so that they are the same everywhere.
 *
 * @param windowDays      days that count, 1 to 366
 * @param maxEvents       the newest lead events of the window that count, 1 to 512: a timeline keeps no more
 * @param lowPriceEdge    between price bands 0 and 1, above 0
 * @param middlePriceEdge between price bands 1 and 2
 * @param highPriceEdge   between price bands 2 and 3; the edges rise
 * @param weights         of events
 */
public record LeadFeatureOptions(
        int windowDays,
        int maxEvents,
        double lowPriceEdge,
        double middlePriceEdge,
        double highPriceEdge,
        EngagementWeights weights) {
    /** The options of the feature catalogue. */
    public static final LeadFeatureOptions DEFAULTS = new LeadFeatureOptions(
            30, Timeline.DEFAULT_MAX_LEAD_EVENTS, 300_000, 600_000, 1_000_000, EngagementWeights.defaults());
    /**
     * Name of the file in a data folder, in the form of {@link Properties}: {@code window.days}, {@code max.events},
     * {@code price.band.edges} (three numbers with commas between them) and {@code weight.NAME} for the names of
     * {@link EngagementWeights#table()}. What it does not name keeps its default.
     */
    public static final String FILE = "features.properties";

    private static final int MAX_WINDOW_DAYS = 366;
    private static final String WINDOW_KEY = "window.days";
    private static final String EVENTS_KEY = "max.events";
    private static final String EDGES_KEY = "price.band.edges";
    private static final String WEIGHT_PREFIX = "weight.";
    private static final int EDGES = 3;

    /**
     * Checks the options.
     *
     * @param windowDays      1 to 366
     * @param maxEvents       1 to 512
     * @param lowPriceEdge    above 0
     * @param middlePriceEdge above the low one
     * @param highPriceEdge   above the middle one
     * @param weights         of events
     */
    public LeadFeatureOptions {
        Objects.requireNonNull(weights, "weights");
        checkRange("windowDays", windowDays, MAX_WINDOW_DAYS);
        checkRange("maxEvents", maxEvents, Timeline.DEFAULT_MAX_LEAD_EVENTS);
        if (!(lowPriceEdge > 0 && middlePriceEdge > lowPriceEdge && highPriceEdge > middlePriceEdge)) {
            throw new IllegalArgumentException("priceEdges=" + lowPriceEdge + ", " + middlePriceEdge + ", " + highPriceEdge
                    + ": they must be above 0 and rise");
        }
    }

    private static void checkRange(final String name, final int value, final int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + "=" + value + ": 1 to " + max + " is allowed");
        }
    }

    /**
     * Reads the options of a data folder.
     *
     * @param dataFolder that may have a {@link #FILE}
     * @return the defaults when it has none
     * @throws IllegalArgumentException when the file says what is not allowed; the message names file and key
     * @throws UncheckedIOException     when it cannot be read
     */
    public static LeadFeatureOptions load(final Path dataFolder) {
        final Path file = dataFolder.resolve(FILE);
        if (!Files.exists(file)) {
            return DEFAULTS;
        }
        final Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return of(properties);
        } catch (final IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static LeadFeatureOptions of(final Properties properties) {
        int days = DEFAULTS.windowDays;
        int events = DEFAULTS.maxEvents;
        List<Double> edges = List.of(DEFAULTS.lowPriceEdge, DEFAULTS.middlePriceEdge, DEFAULTS.highPriceEdge);
        final Map<String, Double> weights = new TreeMap<>();
        for (final String key : properties.stringPropertyNames()) {
            final List<Double> numbers = numbers(key, properties.getProperty(key), key.equals(EDGES_KEY) ? EDGES : 1);
            if (key.equals(WINDOW_KEY)) {
                days = wholeNumber(key, numbers.get(0));
            } else if (key.equals(EVENTS_KEY)) {
                events = wholeNumber(key, numbers.get(0));
            } else if (key.equals(EDGES_KEY)) {
                edges = numbers;
            } else if (key.startsWith(WEIGHT_PREFIX)) {
                weights.put(key.substring(WEIGHT_PREFIX.length()), numbers.get(0));
            } else {
                throw new IllegalArgumentException(key + ": there is no such option, but " + WINDOW_KEY + ", " + EVENTS_KEY
                        + ", " + EDGES_KEY + " and " + WEIGHT_PREFIX + "NAME");
            }
        }
        return new LeadFeatureOptions(
                days, events, edges.get(0), edges.get(1), edges.get(2), EngagementWeights.with(weights));
    }

    private static List<Double> numbers(final String key, final String text, final int count) {
        final List<Double> numbers = new ArrayList<>();
        try {
            for (final String number : text.split(",", -1)) {
                numbers.add(Double.valueOf(number.strip()));
            }
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(key + "=" + text + ": that is no number", e);
        }
        if (numbers.size() != count) {
            throw new IllegalArgumentException(key + "=" + text + ": " + count + " numbers are needed");
        }
        return numbers;
    }

    private static int wholeNumber(final String key, final double number) {
        if (number != Math.rint(number)) {
            throw new IllegalArgumentException(key + "=" + number + ": a whole number is needed");
        }
        return (int) number;
    }

    /**
     * Names schema and options: vectors of two places can be compared, and a model can be asked, only where this is the same.
     *
     * @return 32 hex digits; that of the schema itself with the defaults
     */
    public String hash() {
        // Bits and not decimals, which not all Java versions write in the same way.
        return equals(DEFAULTS) ? FeatureSchema.LEAD.hash() : FeatureSchema.digest(String.join("\n",
                FeatureSchema.LEAD.hash(), windowDays + " " + maxEvents, Long.toHexString(Double.doubleToLongBits(lowPriceEdge)),
                Long.toHexString(Double.doubleToLongBits(middlePriceEdge)),
                Long.toHexString(Double.doubleToLongBits(highPriceEdge)), weights.canonical()));
    }
}
