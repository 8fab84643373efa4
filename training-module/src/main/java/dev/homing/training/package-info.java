/** Training of the models and the commands that run and measure it; for the command line. */
package dev.homing.training;
