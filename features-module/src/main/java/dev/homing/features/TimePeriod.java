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

    private static final int MORNING_HOUR = 6;
    private static final int AFTERNOON_HOUR = 12;
    private static final int EVENING_HOUR = 18;
    private static final int NIGHT_HOUR = 22;

    /**
     * The stable number of this period.
     *
     * @return 1 to 4; 0 is "unspecified"
     */
    public int code() {
        return ordinal() + 1;
    }

    static TimePeriod ofHour(final int hour) {
        if (hour < MORNING_HOUR || hour >= NIGHT_HOUR) {
            return NIGHT;
        }
        return hour < AFTERNOON_HOUR ? MORNING : hour < EVENING_HOUR ? AFTERNOON : EVENING;
    }
}
