package plaza.jobs.service;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import plaza.jobs.airflow.Airflow;
import plaza.jobs.airflow.Pools;
import plaza.jobs.schedule.CatalogFile;
import plaza.jobs.schedule.ScheduleCatalog;
import plaza.jobs.stack.Home;
import plaza.jobs.stack.Installation;
import plaza.jobs.stack.Postgres;
import plaza.jobs.stack.StackException;
import plaza.jobs.stack.Tokens;

/**
 * The job service of a home: one process, on loopback unless told otherwise, that takes jobs over
 * HTTP and sees them through. Killed at any instant, the next one goes on where it was.
 */
public final class Service implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final Duration TOKEN = Duration.ofDays(2);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration UPKEEP = Duration.ofSeconds(5);
  private static final int BACKLOG = 128;

  private final Home home;
  private final FileChannel channel;
  // On loopback, and where it is told to beside it.
  private final List<HttpServer> servers;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Dispatcher dispatcher;
  private final Declared declared;
  private final Supply supply;
  private final Tokens tokens;
  // Those that Airflow has been told of.
  private List<ScheduleCatalog.Pool> pooled = List.of();
  private final Thread dispatching;
  private final Thread upkeep;

  private Service(
      Home home,
      FileChannel channel,
      List<Path> roots,
      int port,
      int room,
      @Nullable Outside outside)
      throws IOException {
    this.home = home;
    this.channel = channel;
    this.supply = new Supply(new Postgres(home));
    this.tokens = new Tokens(home);
    this.declared = new Declared(roots);
    Metrics metrics = new Metrics();
    Jobs jobs = new Jobs(supply, declared, InstantSource.system(), room);
    this.dispatcher =
        new Dispatcher(
            home,
            declared,
            supply,
            jobs,
            metrics,
            new Lineage(home, declared),
            ownerOf(home) + UUID.randomUUID());
    this.servers = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), outside);
    Api api =
        new Api(jobs, Description.read(), new Gate(tokens), metrics, this::catalog, this::health);
    for (HttpServer server : servers) {
      server.setExecutor(requests);
      server.createContext("/", api);
    }
    this.dispatching = Thread.ofPlatform().name("dispatcher").unstarted(this::dispatch);
    this.upkeep = Thread.ofVirtual().name("upkeep").unstarted(this::keepUp);
  }

  private static List<HttpServer> listen(InetSocketAddress loopback, @Nullable Outside outside)
      throws IOException {
    List<HttpServer> servers = new ArrayList<>();
    try {
      servers.add(HttpServer.create(loopback, BACKLOG));
      if (outside != null) {
        HttpsServer server = HttpsServer.create(outside.address(), BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(outside.tls()));
        servers.add(server);
      }
      return servers;
    } catch (BindException e) {
      InetSocketAddress refused =
          servers.isEmpty() ? loopback : Objects.requireNonNull(outside).address();
      servers.forEach(server -> server.stop(0));
      throw new StackException(
          "cannot listen on %s:%d: %s; stop what does, or name another"
              .formatted(refused.getHostString(), refused.getPort(), e.getMessage()),
          e);
    }
  }

  // While the lock of a home is held, no other owner of this name can be alive.
  private static String ownerOf(Home home) {
    return home.root() + "#";
  }

  /**
   * Starts it.
   *
   * @param port on loopback
   * @param room how many jobs may be queued
   * @param outside where it listens beside loopback, if anywhere
   */
  public static Service start(
      Home home, List<Path> roots, int port, int room, @Nullable Outside outside)
      throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(
            home.folder("service").resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    @Nullable FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new StackException("a job service runs in this home already; see ./plaza status");
    }
    // Whoever connects too slowly, or says nothing, holds a connection no longer than this.
    System.setProperty("sun.net.httpserver.maxReqTime", "30");
    System.setProperty("sun.net.httpserver.idleInterval", "30");
    new Postgres(home).catalogue();
    Service service;
    try {
      service = new Service(home, channel, roots, port, room, outside);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    service.tokens.keepServiceToken(TOKEN);
    new CatalogFile(home).write(service.scheduled());
    service.servers.forEach(HttpServer::start);
    service.dispatching.start();
    service.upkeep.start();
    return service;
  }

  /** The home's folder, the port, how many jobs may be queued, then the trees of declarations. */
  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    Service service =
        start(
            new Home(Path.of(all.get(0))),
            all.subList(3, all.size()).stream().map(Path::of).toList(),
            Integer.parseInt(all.get(1)),
            Integer.parseInt(all.get(2)),
            null);
    Runtime.getRuntime().addShutdownHook(new Thread(service::close));
    service.dispatching.join();
  }

  /** Waits until it is stopped. */
  public void join() throws InterruptedException {
    dispatching.join();
  }

  /** The port that it listens on, on loopback. */
  public int port() {
    return servers.getFirst().getAddress().getPort();
  }

  /** Where it listens beside loopback, if anywhere. */
  Optional<InetSocketAddress> findOutside() {
    return servers.stream().skip(1).map(HttpServer::getAddress).findFirst();
  }

  /** The jobs that it keeps. */
  JobStore store() throws SQLException {
    return supply.store();
  }

  private void dispatch() {
    try {
      dispatcher.run(ownerOf(home));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepUp() {
    try {
      while (true) {
        try {
          tokens.keepServiceToken(TOKEN);
          tellAirflow(scheduled());
          new Postgres(home).catalogue();
          supply.store().forget(KEPT);
        } catch (IOException | SQLException | RuntimeException e) {
          LOG.warn("upkeep failed, and is tried again: {}", e.toString());
        }
        TimeUnit.MILLISECONDS.sleep(UPKEEP.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is declared now: DAGs are made of the file, pools are not. */
  private void tellAirflow(ScheduleCatalog now) throws IOException, InterruptedException {
    new CatalogFile(home).write(now);
    if (!now.pools().equals(pooled)) {
      Airflow airflow = new Airflow(home, Installation.find());
      if (airflow.isUp()) {
        Pools.make(airflow.client(), now);
        pooled = now.pools();
      }
    }
  }

  private ScheduleCatalog scheduled() throws IOException {
    return new CatalogFile(home).of(declared.catalog(), declared.roots());
  }

  private String catalog() {
    try {
      return scheduled().json();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Health health() {
    try {
      JobStore.Depth depth = supply.store().depth();
      return new Health("up", "up", dispatcher.workerState(), depth.queued(), depth.running());
    } catch (SQLException e) {
      return new Health("down", "down", dispatcher.workerState(), 0, 0);
    }
  }

  /** Takes no more requests and begins nothing; what is under way is begun anew by the next one. */
  @Override
  public void close() {
    upkeep.interrupt();
    servers.forEach(server -> server.stop(0));
    requests.shutdownNow();
    try {
      dispatcher.stop();
      dispatching.join(TimeUnit.SECONDS.toMillis(10));
      supply.close();
      channel.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("the lock could not be let go: {}", Objects.toString(e.getMessage()));
    }
  }
}
