package plaza.trino;

import io.trino.spi.Plugin;
import io.trino.spi.eventlistener.EventListener;
import io.trino.spi.eventlistener.EventListenerFactory;
import io.trino.spi.security.SystemAccessControl;
import io.trino.spi.security.SystemAccessControlFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An event listener {@code plaza}, which takes the folder {@code spool}, and an access control
 * {@code plaza-quota}, which takes the file {@code quotas}.
 */
public final class PlazaPlugin implements Plugin {
  // Both are of one server: what the one cannot write, the other does not let be read.
  private final AtomicReference<Spool> spool = new AtomicReference<>();

  @Override
  public Iterable<EventListenerFactory> getEventListenerFactories() {
    return List.of(
        new EventListenerFactory() {
          @Override
          public String getName() {
            return "plaza";
          }

          @Override
          public EventListener create(Map<String, String> config, EventListenerContext context) {
            try {
              Spool opened = Spool.open(path(config, "spool"), Spool.SIZE);
              spool.set(opened);
              return new MeteringListener(opened);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  @Override
  public Iterable<SystemAccessControlFactory> getSystemAccessControlFactories() {
    return List.of(
        new SystemAccessControlFactory() {
          @Override
          public String getName() {
            return "plaza-quota";
          }

          @Override
          public SystemAccessControl create(
              Map<String, String> config, SystemAccessControlContext context) {
            UsedUp usedUp = new UsedUp(path(config, "quotas"));
            return QuotaControl.of(usedUp, () -> Optional.ofNullable(spool.get()));
          }
        });
  }

  private static Path path(Map<String, String> config, String property) {
    String value = config.get(property);
    if (value == null) {
      throw new IllegalArgumentException("no " + property + "=… in the properties of Plaza");
    }
    return Path.of(value);
  }
}
