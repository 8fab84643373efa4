package dev.homing.serving.export;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;

/**
 * A table function of DuckDB that gives the rows of a queue, once, in their order. The library is known by its class loader
 * alone, so all calls to it go by handles. One that is no constant costs more than what it does for a value, so floats, which
 * are most of what is exported, and texts take one for all rows of a chunk.
 */
final class DuckDbTable implements InvocationHandler {
    private static final String PACKAGE = "org.duckdb.";

    private final List<Column> columns;
    private final RowQueue rows;
    private final ClassLoader library;
    private final MethodHandle addColumn;
    private final MethodHandle maxThreads;
    private final MethodHandle capacity;
    private final MethodHandle vector;
    private final MethodHandle setNull;
    private final MethodHandle setLong;
    private final MethodHandle setDouble;
    private final MethodHandle setBoolean;
    private final MethodHandle setStrings;
    /** Sets as many floats as an array begins with. */
    private final MethodHandle setFloats;
    private final float[] floats = new float[RowBatch.CAPACITY];
    /** What is to be given next; null before the first rows and after the last. */
    private RowBatch batch;
    private int next;

    private DuckDbTable(final ClassLoader library, final List<Column> columns, final RowQueue rows)
            throws ReflectiveOperationException {
        this.library = library;
        this.columns = columns;
        this.rows = rows;
        final Class<?> bind = type("DuckDBTableFunctionBindInfo");
        addColumn = method(bind, "addResultColumn", bind, String.class, type("DuckDBColumnType"));
        maxThreads = method(type("DuckDBTableFunctionInitInfo"), "setMaxThreads", void.class, long.class);
        final Class<?> chunk = type("DuckDBDataChunkWriter");
        capacity = method(chunk, "capacity", long.class);
        final Class<?> column = type("DuckDBWritableVector");
        vector = method(chunk, "vector", column, long.class);
        setNull = method(column, "setNull", void.class, long.class);
        setLong = method(column, "setLong", void.class, long.class, long.class);
        setDouble = method(column, "setDouble", void.class, long.class, double.class);
        setBoolean = method(column, "setBoolean", void.class, long.class, boolean.class);
        setStrings = method(column, "setStrings", void.class, long.class, String[].class);
        setFloats = forEach(setNull, method(column, "setFloat", void.class, long.class, float.class));
    }

    /**
     * Makes it known to a database.
     *
     * @param library    where the driver is from
     * @param connection of the driver; the rows are asked for by one of its threads when a statement names the function
     * @param name       of the function
     * @param columns    of the rows: {@link #sqlType} says of which type
     * @param rows       to give
     * @throws IOException when the driver is too old for it
     */
    static void register(
            final ClassLoader library,
            final Connection connection,
            final String name,
            final List<Column> columns,
            final RowQueue rows) throws IOException {
        try {
            final DuckDbTable table = new DuckDbTable(library, columns, rows);
            final Class<?> function = table.type("DuckDBTableFunction");
            final Object proxy = Proxy.newProxyInstance(library, new Class<?>[] {function}, table);
            final Class<?> builders = table.type("DuckDBTableFunctionBuilder");
            try (AutoCloseable builder = (AutoCloseable) table.type("DuckDBFunctions").getMethod("tableFunction").invoke(null)) {
                builders.getMethod("withName", String.class).invoke(builder, name);
                builders.getMethod("withFunction", function).invoke(builder, proxy);
                builders.getMethod("register", Connection.class).invoke(builder, connection);
            }
        } catch (final RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            final Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
            throw new IOException("DuckDB takes no rows, and a duckdb_jdbc.jar of another version may be why: " + cause, cause);
        }
    }

    /** The type of a column where the function gives it: times are milliseconds since 1970, and lists are JSON. */
    private static String sqlType(final Column.Kind kind) {
        return switch (kind) {
            case TIME -> "BIGINT";
            case LIST -> "VARCHAR";
            default -> kind.sqlType();
        };
    }

    private Class<?> type(final String name) throws ClassNotFoundException {
        return library.loadClass(PACKAGE + name);
    }

    /** A method of the library, its objects being of no type here. */
    private static MethodHandle method(final Class<?> of, final String name, final Class<?> result, final Class<?>... parameters)
            throws ReflectiveOperationException {
        final MethodHandle found = MethodHandles.publicLookup().findVirtual(of, name, MethodType.methodType(result, parameters));
        MethodType type = found.type().changeParameterType(0, Object.class);
        if (!result.isPrimitive()) {
            type = type.changeReturnType(Object.class);
        }
        return found.asType(type);
    }

    /**
     * A loop that the compiler takes for one method.
     *
     * @param setNull  of a column and a row
     * @param setFloat of a column, a row and a float
     * @return of a column, its floats and how many they are
     */
    private static MethodHandle forEach(final MethodHandle setNull, final MethodHandle setFloat)
            throws ReflectiveOperationException {
        final MethodType loop = MethodType.methodType(void.class, Object.class, float[].class, int.class);
        final MethodType body = loop.insertParameterTypes(0, int.class);
        final MethodHandle value = MethodHandles.arrayElementGetter(float[].class);
        final MethodHandle setElement = MethodHandles.collectArguments(MethodHandles.explicitCastArguments(
                setFloat, setFloat.type().changeParameterType(1, int.class)), 2, value);
        final MethodHandle setNone = MethodHandles.explicitCastArguments(
                setNull, setNull.type().changeParameterType(1, int.class));
        final MethodHandle isNone = MethodHandles.collectArguments(MethodHandles.lookup().findStatic(
                Float.class, "isNaN", MethodType.methodType(boolean.class, float.class)), 0, value);
        return MethodHandles.countedLoop(
                MethodHandles.permuteArguments(MethodHandles.identity(int.class), loop.changeReturnType(int.class), 2),
                null,
                MethodHandles.guardWithTest(
                        MethodHandles.permuteArguments(isNone, body.changeReturnType(boolean.class), 2, 0),
                        MethodHandles.permuteArguments(setNone, body, 1, 0),
                        MethodHandles.permuteArguments(setElement, body, 1, 0, 2, 0)));
    }

    @Override
    public Object invoke(final Object proxy, final Method method, final Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "bind" -> {
                for (final Column column : columns) {
                    addColumn.invoke(arguments[0], column.name(), type(column));
                }
                yield null;
            }
            case "init" -> {
                // Rows come from one place, and are to stay in order.
                maxThreads.invokeExact(arguments[0], 1L);
                yield null;
            }
            case "localInit" -> null;
            case "apply" -> fill(arguments[1]);
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> "rows";
        };
    }

    private Object type(final Column column) throws ReflectiveOperationException {
        return type("DuckDBColumnType").getField(sqlType(column.kind())).get(null);
    }

    /** Fills a chunk with the next rows and says how many they are: none when there are no more. */
    private long fill(final Object chunk) throws Throwable {
        if (batch == null || next == batch.count()) {
            batch = rows.take();
            next = 0;
            if (batch == null) {
                return 0;
            }
        }
        final int count = (int) Math.min((long) capacity.invokeExact(chunk), batch.count() - next);
        int value = 0;
        int number = 0;
        for (int i = 0; i < columns.size(); i++) {
            final Object column = (Object) vector.invokeExact(chunk, (long) i);
            switch (columns.get(i).kind()) {
                case FLOAT -> fillFloats(column, number++, count);
                case TEXT, LIST -> fillTexts(column, value++, count);
                default -> fill(column, columns.get(i).kind(), value++, count);
            }
        }
        next += count;
        return count;
    }

    private void fillFloats(final Object column, final int place, final int count) throws Throwable {
        for (int row = 0; row < count; row++) {
            floats[row] = batch.floats(next + row)[place];
        }
        setFloats.invokeExact(column, floats, count);
    }

    private void fillTexts(final Object column, final int place, final int count) throws Throwable {
        final String[] texts = new String[count];
        for (int row = 0; row < count; row++) {
            final Object value = batch.values(next + row)[place];
            texts[row] = value == null ? null : value instanceof List<?> items ? json(items) : value.toString();
        }
        setStrings.invokeExact(column, 0L, texts);
    }

    private void fill(final Object column, final Column.Kind kind, final int place, final int count) throws Throwable {
        for (int i = 0; i < count; i++) {
            final long row = i;
            final Object value = batch.values(next + i)[place];
            if (value == null) {
                setNull.invokeExact(column, row);
            } else if (value instanceof Boolean truth) {
                setBoolean.invokeExact(column, row, (boolean) truth);
            } else if (kind == Column.Kind.NUMBER) {
                setDouble.invokeExact(column, row, (double) (Double) value);
            } else {
                setLong.invokeExact(column, row, ((Number) value).longValue());
            }
        }
    }

    private static String json(final List<?> items) {
        final StringBuilder json = new StringBuilder();
        for (final Object item : items) {
            json.append(json.isEmpty() ? "[\"" : "\",\"");
            JsonStringEncoder.getInstance().quoteAsString(item.toString(), json);
        }
        return json.append("\"]").toString();
    }
}
