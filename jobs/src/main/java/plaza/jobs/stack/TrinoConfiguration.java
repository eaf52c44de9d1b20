package plaza.jobs.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import plaza.contract.Tier;
import plaza.lake.Database;

/** The files that Trino reads when it starts; no secret stands in them. */
final class TrinoConfiguration {
  private final Map<Path, String> files = new LinkedHashMap<>();
  private final Path rules;

  TrinoConfiguration(
      Home home, Installation installation, Certificate certificate, int port, Database pointers)
      throws IOException {
    Path etc = home.folder("trino/etc");
    Path catalogs = home.folder("trino/etc/catalog");
    this.rules = Trino.rules(home);
    files.put(
        etc.resolve("config.properties"),
        """
        node.environment=plaza
        node.id=plaza-local
        coordinator=true
        node-scheduler.include-coordinator=true
        node.bind-ip=%s
        node.internal-address=%s
        http-server.http.enabled=false
        http-server.https.enabled=true
        http-server.https.port=%d
        http-server.https.keystore.path=%s
        %shttp-server.authentication.type=PASSWORD,JWT
        http-server.authentication.jwt.key-file=%s
        http-server.authentication.jwt.required-issuer=%s
        http-server.authentication.jwt.required-audience=%s
        password-authenticator.config-files=%s
        access-control.config-files=%s,%s
        event-listener.config-files=%s
        internal-communication.https.required=true
        internal-communication.https.truststore.path=%s
        internal-communication.shared-secret=${ENV:PLAZA_INTERNAL_SECRET}
        discovery.uri=https://%s:%d
        web-ui.enabled=false
        plugin.dir=%s
        catalog.config-dir=%s
        query.max-memory=700MB
        query.max-memory-per-node=700MB
        memory.heap-headroom-per-node=500MB
        """
            .formatted(
                certificate.address(),
                certificate.host(),
                port,
                certificate.keystore(),
                certificate.isGiven()
                    ? ""
                    : "http-server.https.keystore.key=${ENV:PLAZA_TLS_PASSWORD}\n",
                etc.resolve("tokens.pem"),
                Tokens.PLAZA,
                Tokens.PLAZA,
                etc.resolve("password-authenticator.properties"),
                etc.resolve("access-control.properties"),
                etc.resolve("access-control-plaza-quota.properties"),
                etc.resolve("event-listener-plaza.properties"),
                certificate.pem(),
                certificate.host(),
                port,
                installation.trino().resolve("plugin"),
                catalogs));
    files.put(etc.resolve("log.properties"), "io.trino=INFO\n");
    files.put(etc.resolve("tokens.pem"), new Tokens(home).publicPem());
    files.put(
        etc.resolve("password-authenticator.properties"),
        """
        password-authenticator.name=file
        file.password-file=%s
        file.refresh-period=1s
        """
            .formatted(rules.resolve("passwords")));
    files.put(
        etc.resolve("group-provider.properties"),
        """
        group-provider.name=file
        file.group-file=%s
        file.refresh-period=1s
        """
            .formatted(rules.resolve("groups")));
    files.put(
        etc.resolve("access-control.properties"),
        """
        access-control.name=file
        security.config-file=%s
        security.refresh-period=1s
        """
            .formatted(rules.resolve("rules.json")));
    files.put(
        etc.resolve("event-listener-plaza.properties"),
        "event-listener.name=plaza\nspool=" + MeteringFiles.spool(home) + "\n");
    // It refuses what is used up, and allows all else.
    files.put(
        etc.resolve("access-control-plaza-quota.properties"),
        "access-control.name=plaza-quota\nquotas=" + MeteringFiles.quotas(home) + "\n");
    catalog(catalogs, Trino.CATALOG, home.warehouse() + "/tables", pointers);
    for (Tier tier : Tier.values()) {
      catalog(catalogs, tier.id(), Home.uri(home.tables(tier)), pointers);
    }
  }

  // A tier's catalogue knows its own tables alone, and their files lie in a folder of their own.
  private void catalog(Path catalogs, String name, String warehouse, Database pointers) {
    files.put(
        catalogs.resolve(name + ".properties"),
        """
        connector.name=iceberg
        iceberg.catalog.type=jdbc
        iceberg.jdbc-catalog.catalog-name=%s
        iceberg.jdbc-catalog.driver-class=org.postgresql.Driver
        iceberg.jdbc-catalog.connection-url=%s
        iceberg.jdbc-catalog.connection-user=%s
        iceberg.jdbc-catalog.connection-password=${ENV:PLAZA_POINTERS_PASSWORD}
        iceberg.jdbc-catalog.default-warehouse-dir=%s
        iceberg.jdbc-catalog.schema-version=V1
        iceberg.security=READ_ONLY
        parquet.max-merge-distance=64kB
        fs.native-local.enabled=true
        local.location=/
        """
            .formatted(name, pointers.url(), pointers.user(), warehouse));
  }

  /** Whether a server that runs was started with this. */
  boolean isWritten() throws IOException {
    for (Map.Entry<Path, String> file : files.entrySet()) {
      if (!Files.exists(file.getKey())
          || !Files.readString(file.getKey()).equals(file.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Writes it all; where nobody has written rules yet, nobody may anything. */
  void write() throws IOException {
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Home.write(file.getKey(), file.getValue());
    }
    for (String each : new String[] {"passwords", "groups"}) {
      if (!Files.exists(rules.resolve(each))) {
        Home.write(rules.resolve(each), "");
      }
    }
    if (!Files.exists(rules.resolve("rules.json"))) {
      Home.write(
          rules.resolve("rules.json"),
          "{\"catalogs\": [], \"queries\": [], \"impersonation\": []}\n");
    }
  }
}
