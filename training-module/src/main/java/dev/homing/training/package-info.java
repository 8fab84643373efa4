/** Training of the models and the command that runs it; for the command line. */
package dev.homing.training;
