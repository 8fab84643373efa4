package dev.homing.training;

import dev.homing.features.SignalModel;
import java.nio.ByteBuffer;

/**
 * All signals after training.
 *
 * @param model      that scores
 * @param vectors    of the listings by factors, row by row
 * @param items      bytes of the weights from listing to listing
 * @param neighbours bytes of the neighbours
 * @param itemsLost  share of the squared weights from listing to listing that was left out, see {@link ItemTrainer#lostShare}
 */
record TrainedSignals(SignalModel model, float[] vectors, ByteBuffer items, ByteBuffer neighbours, double itemsLost) {
}
