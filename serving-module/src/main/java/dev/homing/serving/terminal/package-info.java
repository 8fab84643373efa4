/** What commands tell the person in front of them: progress, and why they cannot go on. */
package dev.homing.serving.terminal;
