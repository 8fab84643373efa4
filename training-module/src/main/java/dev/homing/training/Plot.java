package dev.homing.training;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Plots as SVG inside a page, in colours that the page's style gives to its classes. Vertical axes begin at 0. */
final class Plot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 320;
    private static final int LEFT = 64;
    private static final int TOP = 34;
    private static final int RIGHT = 20;
    private static final int BOTTOM = 48;
    private static final int ROW = 30;
    private static final int NAMES = 150;
    private static final int TICKS = 5;
    private static final int LEGEND_GAP = 26;
    private static final double LETTER = 7.2;

    /**
     * A value with its interval; without one both ends are the value.
     *
     * @param x      across
     * @param y      up
     * @param low    end of the interval
     * @param high   end of the interval
     * @param isRing whether it stands out
     */
    record Point(double x, double y, double low, double high, boolean isRing) {
        static Point of(final double x, final double y) {
            return new Point(x, y, y, y, false);
        }
    }

    /**
     * Points of one colour and shape.
     *
     * @param name     for the legend
     * @param number   0 to 4: class and shape
     * @param isJoined whether a line goes through them
     * @param points   from left to right
     */
    record Series(String name, int number, boolean isJoined, List<Point> points) {
    }

    /**
     * A named value with its interval.
     *
     * @param name     on the left
     * @param number   class and shape
     * @param value    where the mark is
     * @param interval around it
     */
    record Bar(String name, int number, double value, Bootstrap.Interval interval) {
    }

    /**
     * What a plot says in words.
     *
     * @param id          unique in the page
     * @param title       in a few words
     * @param description for who cannot see it
     */
    record Words(String id, String title, String description) {
    }

    private final Markup page;

    Plot(final Markup page) {
        this.page = page;
    }

    /** One row for each value, with a line for its interval. */
    void rows(final Words words, final String axisName, final List<Bar> bars) {
        final int height = TOP + bars.size() * ROW + BOTTOM;
        begin(words, height);
        final Axis axis = Axis.around(0, bars.stream().mapToDouble(bar -> Math.max(bar.value(), bar.interval().high()))
                .max().orElse(1), TICKS, NAMES, WIDTH - 64);
        for (final double tick : axis.ticks(TICKS)) {
            line("grid", axis.at(tick), TOP - 8, axis.at(tick), height - BOTTOM);
            text("tick", axis.at(tick), height - BOTTOM + 18, "middle", Axis.label(tick));
        }
        text("name", (axis.start() + axis.end()) / 2, height - 8, "middle", axisName);
        for (int i = 0; i < bars.size(); i++) {
            final Bar bar = bars.get(i);
            final double y = TOP + i * ROW + ROW / 2.0 - 4;
            text(bar.number() == 0 ? "label strong" : "label", NAMES - 12, y + 4, "end", bar.name());
            page.begin("g", "class", "s" + bar.number());
            line("range", axis.at(bar.interval().low()), y, axis.at(bar.interval().high()), y);
            mark(bar.number(), axis.at(bar.value()), y, false);
            page.end();
            text("value", axis.at(Math.max(bar.value(), bar.interval().high())) + 8, y + 4, "start",
                    String.format(Locale.ROOT, "%.4f", bar.value()));
        }
        page.end();
    }

    /**
     * Series over a horizontal axis.
     *
     * @param words      about it
     * @param axisNames  of the horizontal axis and of the vertical one
     * @param categories names of the places 0, 1, 2 ... of the horizontal axis; empty where it is of numbers
     * @param all        series
     */
    void lines(final Words words, final String[] axisNames, final List<String> categories, final List<Series> all) {
        begin(words, HEIGHT);
        final Axis up = Axis.around(0, points(all).flatMap(point -> DoubleStream.of(point.y(), point.high()).boxed())
                .mapToDouble(Double::doubleValue).max().orElse(1), TICKS, HEIGHT - BOTTOM, TOP);
        final Axis across = categories.isEmpty()
                ? Axis.around(points(all).mapToDouble(Point::x).min().orElse(0),
                        points(all).mapToDouble(Point::x).max().orElse(1), TICKS, LEFT, WIDTH - RIGHT)
                : new Axis(-0.5, categories.size() - 0.5, LEFT, WIDTH - RIGHT);
        for (final double tick : up.ticks(TICKS)) {
            line("grid", LEFT, up.at(tick), WIDTH - RIGHT, up.at(tick));
            text("tick", LEFT - 8, up.at(tick) + 4, "end", Axis.label(tick));
        }
        for (int i = 0; i < categories.size(); i++) {
            text("tick", across.at(i), HEIGHT - BOTTOM + 18, "middle", categories.get(i));
        }
        final boolean isCounted = points(all).allMatch(point -> point.x() == Math.rint(point.x()));
        for (final double tick : categories.isEmpty() ? across.ticks(TICKS + 3) : List.<Double>of()) {
            if (isCounted && Math.abs(tick - Math.rint(tick)) > 1e-9) {
                continue;
            }
            text("tick", across.at(tick), HEIGHT - BOTTOM + 18, "middle", Axis.label(tick));
        }
        text("name", (across.start() + across.end()) / 2, HEIGHT - 8, "middle", axisNames[0]);
        text("name", LEFT - 44, TOP - 18, "start", axisNames[1]);
        all.forEach(series -> draw(series, across, up));
        if (all.size() > 1) {
            legend(all);
        }
        page.end();
    }

    private static Stream<Point> points(final List<Series> all) {
        return all.stream().flatMap(series -> series.points().stream());
    }

    private void begin(final Words words, final int height) {
        page.begin("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", "0 0 " + WIDTH + " " + height, "role", "img",
                "aria-labelledby", words.id() + "-t " + words.id() + "-d");
        page.element("title", words.title(), "id", words.id() + "-t");
        page.element("desc", words.description(), "id", words.id() + "-d");
    }

    private void draw(final Series series, final Axis across, final Axis up) {
        page.begin("g", "class", "s" + series.number());
        if (series.isJoined()) {
            final StringBuilder path = new StringBuilder();
            for (final Point point : series.points()) {
                path.append(path.length() == 0 ? "M" : "L").append(number(across.at(point.x()))).append(' ')
                        .append(number(up.at(point.y())));
            }
            page.element("path", "", "class", "join", "d", path.toString());
        }
        for (final Point point : series.points()) {
            if (point.high() > point.low()) {
                line("range", across.at(point.x()), up.at(point.low()), across.at(point.x()), up.at(point.high()));
            }
            mark(series.number(), across.at(point.x()), up.at(point.y()), point.isRing());
        }
        page.end();
    }

    /** From right to left, above the plot. */
    private void legend(final List<Series> all) {
        double x = WIDTH - RIGHT;
        for (int i = all.size() - 1; i >= 0; i--) {
            final Series series = all.get(i);
            text("label", x, TOP - 18, "end", series.name());
            x -= series.name().length() * LETTER + 10;
            page.begin("g", "class", "s" + series.number());
            mark(series.number(), x, TOP - 22, false);
            page.end();
            x -= LEGEND_GAP;
        }
    }

    /** Shapes tell series apart where colours do not. */
    private void mark(final int number, final double x, final double y, final boolean isRing) {
        final String shape = switch (number) {
            case 0 -> "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z";
            case 1 -> "M-4.5 -4.5H4.5V4.5H-4.5Z";
            case 2 -> "M0 -6L6 0L0 6L-6 0Z";
            case 3 -> "M0 -5.5L5.5 4.5H-5.5Z";
            default -> "M0 5.5L5.5 -4.5H-5.5Z";
        };
        final String place = "translate(" + number(x) + " " + number(y) + ")";
        if (isRing) {
            page.element("circle", "", "class", "ring", "r", "10", "transform", place);
        }
        page.element("path", "", "class", "mark", "d", shape, "transform", place);
    }

    private void line(final String kind, final double x1, final double y1, final double x2, final double y2) {
        page.element("line", "", "class", kind, "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2));
    }

    private void text(final String kind, final double x, final double y, final String anchor, final String content) {
        page.element("text", content, "class", kind, "x", number(x), "y", number(y), "text-anchor", anchor);
    }

    private static String number(final double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
