package dev.homing.serving.training;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a training tells the server that started it, in lines among those for people: {@code @progress FRACTION WHAT} and at the
 * end {@code @result VERSION passed} or {@code failed}.
 */
final class SupervisedLine {
    private static final Pattern PROGRESS = Pattern.compile("@progress (0\\.\\d+|1\\.0+) (.*)");
    private static final Pattern RESULT = Pattern.compile("@result ([A-Za-z0-9_-][A-Za-z0-9._-]{0,63}) (passed|failed)");
    private static final int MAX_PHASE_LENGTH = 200;

    /**
     * How far it is.
     *
     * @param fraction of the work, 0 to 1
     * @param phase    for people
     */
    record Progress(double fraction, String phase) {
    }

    /**
     * What it wrote.
     *
     * @param version of the model
     * @param passes  whether it may serve
     */
    record Result(String version, boolean passes) {
    }

    private SupervisedLine() {
    }

    static Optional<Progress> progress(final String line) {
        final Matcher parts = PROGRESS.matcher(line);
        if (!parts.matches()) {
            return Optional.empty();
        }
        final String phase = parts.group(2);
        return Optional.of(new Progress(Double.parseDouble(parts.group(1)),
                phase.length() > MAX_PHASE_LENGTH ? phase.substring(0, MAX_PHASE_LENGTH) : phase));
    }

    static Optional<Result> result(final String line) {
        final Matcher parts = RESULT.matcher(line);
        return parts.matches() ? Optional.of(new Result(parts.group(1), parts.group(2).equals("passed"))) : Optional.empty();
    }
}
