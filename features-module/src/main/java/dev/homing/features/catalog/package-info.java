/** The property catalogue: what every listing is and was, in memory for serving and in the store for good. */
package dev.homing.features.catalog;
