package dev.homing.serving.export;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.homing.proto.v1.Event;
import dev.homing.serving.event.EventMessages;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.EventFlyweight.Text;
import dev.homing.tracking.store.EventReader;
import dev.homing.tracking.store.Family;
import dev.homing.tracking.store.LeadIdentity;
import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The events of a tenant in the order of the journal, in the columns that an import of events takes. */
public final class EventExport implements RowSource {
    private final Store store;
    private final int tenant;
    private final long asOfMs;
    private final boolean includePersonal;
    private final Progress progress;
    private final MessageColumns columns = new MessageColumns();
    private final EventFlyweight event = new EventFlyweight();
    private final LeadIdentity lead = new LeadIdentity();
    private final EventReader reader;
    private long count;

    /**
     * Exports events.
     *
     * @param store           to read
     * @param tenant          whose
     * @param asOfMs          later events do not exist
     * @param includePersonal also the fields that are personal data
     * @param progress        is kept current
     */
    public EventExport(
            final Store store, final int tenant, final long asOfMs, final boolean includePersonal, final Progress progress) {
        this.store = store;
        this.tenant = tenant;
        this.asOfMs = asOfMs;
        this.includePersonal = includePersonal;
        this.progress = progress;
        reader = new EventReader(store);
        for (final FieldDescriptor field : Event.getDescriptor().getFields()) {
            if (field.getRealContainingOneof() == null) {
                columns.add(field.getName().equals("type")
                        ? new Column("event_type", Column.Kind.TEXT) : Column.of(field));
            } else {
                field.getMessageType().getFields().stream()
                        .filter(detail -> includePersonal || !detail.getOptions().getDebugRedact())
                        .forEach(detail -> columns.add(Column.of(detail)));
            }
        }
    }

    @Override
    public List<Column> columns() {
        return columns.columns();
    }

    @Override
    public void writeTo(final RowWriter out) throws IOException {
        final byte[] prefix = ByteBuffer.allocate(Integer.BYTES).putInt(tenant).array();
        final double all = Math.max(1, store.lastSequence());
        try {
            store.scan(Family.EVENTS, prefix, (key, value) -> {
                if (!EventFlyweight.isWellFormed(value, 0, value.capacity())) {
                    throw new StoreException(StoreException.Reason.CORRUPT,
                            "An event in " + store.folder() + " is not what an event is", null);
                }
                event.wrap(value, 0);
                if (event.occurredAt() <= asOfMs && !isErased()) {
                    write(out);
                    progress.at(event.sequence() / all, ++count, "events");
                }
                return true;
            });
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whether the event's lead is being erased at this moment, and the event with it. */
    private boolean isErased() {
        final int offset = event.textOffset(Text.LEAD_ID);
        final int length = event.textLength(Text.LEAD_ID);
        return store.leads().isListed(tenant, event.buffer(), offset, length)
                && event.occurredAt() <= store.leads().resolve(tenant, event.buffer(), offset, length, lead).closedUntil();
    }

    private void write(final RowWriter out) {
        final Event message;
        if (includePersonal && event.personalCount() > 0 && reader.read(tenant, event.sequence(), true)) {
            message = EventMessages.message(reader.event(), reader.hasPersonal());
        } else {
            message = EventMessages.message(event, false);
        }
        columns.begin();
        columns.put("event_type", message.getType().name());
        columns.put(message);
        final int details = message.getDetailsCase().getNumber();
        if (details != 0) {
            columns.put((Message) message.getField(Event.getDescriptor().findFieldByNumber(details)));
        }
        try {
            out.write(columns.row(), RowWriter.NO_FLOATS);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
