/** Stress tests of the catalogue's publications, beside its own package because what they call is not public. */
package dev.homing.features.catalog;
