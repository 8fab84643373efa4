package dev.homing.training;

/**
 * What a server could have been asked: what will this lead like next?
 *
 * @param lead    who
 * @param history how many of the lead's events had happened
 * @param atMs    when, milliseconds since 1970
 * @param answers ordinals of the listings that the lead then took to, and had not met before; never empty
 */
record Question(int lead, int history, long atMs, int[] answers) {
}
