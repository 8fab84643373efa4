package dev.homing.training;

/**
 * How much is made of learning the mix and the trees.
 *
 * @param questions  of each kind and part of the time at the most, 1 or more
 * @param leastTrees so many trees are kept whether they are worth it or not, as far as there are so many: for whoever measures
 *                   how long a model takes, and not how good it is
 */
record Effort(int questions, int leastTrees) {
    /** For models that are to serve. */
    static final Effort FULL = new Effort(2_000, 0);
}
