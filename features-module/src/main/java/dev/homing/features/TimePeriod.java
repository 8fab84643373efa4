package dev.homing.features;

/** A part of the local day, a value of {@code preferred_time_period}. */
public enum TimePeriod {
    /** 06:00 to 12:00. */
    MORNING,
    /** 12:00 to 18:00. */
    AFTERNOON,
    /** 18:00 to 22:00. */
    EVENING,
    /** 22:00 to 06:00. */
    NIGHT;

    /** How many periods there are; codes run from 1 to this. */
    public static final int COUNT = 4;

    private static final int MORNING_HOUR = 6;
    private static final int AFTERNOON_HOUR = 12;
    private static final int EVENING_HOUR = 18;
    private static final int NIGHT_HOUR = 22;

    /**
     * The stable number of this period.
     *
     * @return 1 to {@link #COUNT}; 0 is "unspecified"
     */
    public int code() {
        return ordinal() + 1;
    }

    static int codeOfHour(final int hour) {
        if (hour < MORNING_HOUR || hour >= NIGHT_HOUR) {
            return NIGHT.code();
        }
        return hour < AFTERNOON_HOUR ? MORNING.code() : hour < EVENING_HOUR ? AFTERNOON.code() : EVENING.code();
    }
}
