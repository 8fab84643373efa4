package dev.homing.serving.demo;

/** How a lead feels on a day: how much is looked at, how long, how readily something is liked, and how clear the judgement is. */
enum Mood {
    LAZY(0.5, 0.6, -0.04, 0.10),
    USUAL(1.0, 1.0, 0.00, 0.06),
    KEEN(1.8, 1.3, 0.03, 0.05);

    private final double diligence;
    private final double patience;
    private final double cheer;
    private final double noise;

    Mood(final double diligence, final double patience, final double cheer, final double noise) {
        this.diligence = diligence;
        this.patience = patience;
        this.cheer = cheer;
        this.noise = noise;
    }

    static Mood of(final Dice dice) {
        return values()[dice.pick(new double[] {0.3, 0.5, 0.2})];
    }

    /** Multiplies how much is looked at. */
    double diligence() {
        return diligence;
    }

    /** Multiplies how long. */
    double patience() {
        return patience;
    }

    /** Is added to every impression. */
    double cheer() {
        return cheer;
    }

    /** Spread of impressions around the truth. */
    double noise() {
        return noise;
    }
}
