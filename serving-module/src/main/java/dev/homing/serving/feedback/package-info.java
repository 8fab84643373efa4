/** What was recommended to whom, and what became of it. */
package dev.homing.serving.feedback;
