package plaza.trino;

import io.trino.spi.connector.CatalogSchemaTableName;
import io.trino.spi.security.AccessDeniedException;
import io.trino.spi.security.SystemAccessControl;
import io.trino.spi.security.SystemSecurityContext;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to read a table whose quota is used up, and any table while queries cannot be noted. It
 * allows all else, and so stands beside another access control and never alone where something is
 * withheld.
 *
 * <p>The interface denies what nobody overrides, by some ninety methods: {@code check…} throws,
 * {@code filter…} leaves what it is given last, {@code can…} says yes or no. So they are answered
 * by their names.
 */
final class QuotaControl implements InvocationHandler {
  private final UsedUp usedUp;
  private final Supplier<Optional<Spool>> spool;

  private QuotaControl(UsedUp usedUp, Supplier<Optional<Spool>> spool) {
    this.usedUp = usedUp;
    this.spool = spool;
  }

  /**
   * An access control.
   *
   * @param spool where queries are noted, once that is known
   */
  static SystemAccessControl of(UsedUp usedUp, Supplier<Optional<Spool>> spool) {
    return (SystemAccessControl)
        Proxy.newProxyInstance(
            QuotaControl.class.getClassLoader(),
            new Class<?>[] {SystemAccessControl.class},
            new QuotaControl(usedUp, spool));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (arguments == null || method.getDeclaringClass() == Object.class) {
      return method.getDeclaringClass() == Object.class
          ? method.invoke(this, arguments)
          : InvocationHandler.invokeDefault(proxy, method);
    }
    String name = method.getName();
    if (name.equals("checkCanSelectFromColumns")) {
      checkSelect((SystemSecurityContext) arguments[0], (CatalogSchemaTableName) arguments[1]);
      return null;
    }
    if (name.startsWith("check")) {
      return null;
    }
    if (name.startsWith("filter")) {
      return arguments[arguments.length - 1];
    }
    return name.startsWith("can")
        ? true
        : InvocationHandler.invokeDefault(proxy, method, arguments);
  }

  private void checkSelect(SystemSecurityContext context, CatalogSchemaTableName wanted) {
    String user = context.getIdentity().getUser();
    String catalog = wanted.getCatalogName();
    String schema = wanted.getSchemaTableName().getSchemaName();
    // What is known of a table, such as "t$files", is of it.
    String table = wanted.getSchemaTableName().getTableName().split("\\$", 2)[0];
    if (schema.equals("information_schema") || catalog.equals("system")) {
      return;
    }
    usedUp
        .find(user, catalog, schema, table)
        .ifPresent(text -> {
          throw new AccessDeniedException(text);
        });
    spool
        .get()
        .ifPresent(notes -> {
          try {
            notes.writeHeld();
          } catch (IOException e) {
            throw new AccessDeniedException(
                "nothing is read while it cannot be noted; whoever runs this server knows why");
          }
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("event", "selected");
          line.put("query", context.getQueryId().getId());
          line.put("catalog", catalog);
          line.put("schema", schema);
          line.put("table", table);
          // Only of use where the server dies before the query ends; that loses nothing of the page
          // cache.
          notes.append(JsonLine.of(line), false);
        });
  }
}
