/** Tests of the distribution as a user has it: its launcher, in processes of their own. */
package dev.homing.integration;
