/**
 * What Homing knows at request time: the property catalogue, lead timelines kept hot off heap, the feature extractor, and the
 * fold-in that turns a timeline into a vector. The same code runs online and in training.
 */
module dev.homing.features {
    exports dev.homing.features;
    exports dev.homing.features.catalog;

    requires transitive dev.homing.tracking;
}
