package dev.homing.serving.grpc;

import dev.homing.proto.v1.CreateBackupRequest;
import dev.homing.proto.v1.CreateBackupResponse;
import dev.homing.proto.v1.MaintenanceServiceGrpc;
import dev.homing.serving.backup.Backups;
import dev.homing.serving.ingest.Refusals;
import dev.homing.serving.ingest.Violations;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes backups, on a worker because that reads and writes the disk for as long as it takes. One at a time: the other workers
 * have other calls to answer.
 */
public final class MaintenanceGrpc extends MaintenanceServiceGrpc.MaintenanceServiceImplBase {
    private static final System.Logger LOG = System.getLogger(MaintenanceGrpc.class.getName());
    private static final int MAX_REQUEST_ID_BYTES = 64;

    private final Backups backups;
    private final Executor workers;
    private final AtomicBoolean isAtWork = new AtomicBoolean();

    /**
     * Creates the service.
     *
     * @param backups makes them
     * @param workers wait for the disk
     */
    public MaintenanceGrpc(final Backups backups, final Executor workers) {
        this.backups = backups;
        this.workers = workers;
    }

    @Override
    public void createBackup(final CreateBackupRequest request, final StreamObserver<CreateBackupResponse> observer) {
        final Violations violations = new Violations("");
        violations.checkText("request_id", request.getRequestIdBytes(), MAX_REQUEST_ID_BYTES);
        if (!request.getName().isEmpty() && !Backups.NAME.matcher(request.getName()).matches()) {
            violations.add("name", "is no name for a backup; 1 to 64 letters, digits, dots, underscores and hyphens are allowed, "
                    + "the first not a dot");
        }
        if (!violations.isEmpty()) {
            Replies.refuse(observer, violations.status());
            return;
        }
        Replies.mayBeCancelled(observer);
        Replies.goOn(workers, observer, () -> {
            if (isAtWork.compareAndSet(false, true)) {
                create(request, observer);
            } else {
                Replies.refuse(observer, Refusals.underWay("backup"));
            }
        });
    }

    private void create(final CreateBackupRequest request, final StreamObserver<CreateBackupResponse> observer) {
        try {
            Replies.answer(observer, response(createOnce(request)));
        } catch (final FileAlreadyExistsException e) {
            Replies.refuse(observer, Refusals.alreadyExists("backup", request.getName()));
        } catch (final IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot make a backup", e);
            Replies.refuse(observer, Refusals.internal());
        }
    }

    /** Whoever hears of the end of this may ask for the next one, so the end comes before the answer. */
    private Backups.Made createOnce(final CreateBackupRequest request) throws IOException {
        try {
            return backups.create(request.getRequestId(), request.getName());
        } finally {
            isAtWork.set(false);
        }
    }

    private static CreateBackupResponse response(final Backups.Made made) {
        return CreateBackupResponse.newBuilder()
                .setPath(made.path().toString())
                .setSequence(made.manifest().sequence())
                .setBytes(made.manifest().bytes())
                .setCreatedAt(Replies.timestamp(made.manifest().createdAt().toEpochMilli()))
                .build();
    }
}
