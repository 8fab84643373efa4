/** Lead timelines, features and the signals of recommendations; for training and serving, which must compute the same. */
package dev.homing.features;
