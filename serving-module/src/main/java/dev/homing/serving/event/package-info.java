/** Events read back: what the journal holds, as messages of the contract. */
package dev.homing.serving.event;
