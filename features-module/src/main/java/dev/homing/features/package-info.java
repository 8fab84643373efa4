/** Lead timelines, features and fold-in; for training and serving, which must compute the same. */
package dev.homing.features;
