package plaza.jobs.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trino's own reader of password files, out of the server that the build copies, lets them in. */
class TrinoPasswordsTest {
  @TempDir Path folder;

  @Test
  void trino_takes_the_hashes_as_they_are_stored() throws Exception {
    List<String> lines =
        List.of(
            "fay:" + Hashes.ofPassword("ein langer Satz, größer"),
            "robot:" + Hashes.ofToken("plaza_1_000102030405060708090a0b0c0d0e0f1011121314151617"));
    try (URLClassLoader trino = new URLClassLoader(jars(), ClassLoader.getPlatformClassLoader())) {
      Class<?> store = trino.loadClass("io.trino.plugin.password.file.PasswordStore");
      Object read = store.getConstructor(List.class, int.class).newInstance(lines, 10);
      Method authenticate = store.getMethod("authenticate", String.class, String.class);
      assertThat(authenticate.invoke(read, "fay", "ein langer Satz, größer")).isEqualTo(true);
      assertThat(
              authenticate.invoke(
                  read, "robot", "plaza_1_000102030405060708090a0b0c0d0e0f1011121314151617"))
          .isEqualTo(true);
      assertThat(authenticate.invoke(read, "fay", "ein langer Satz, grösser")).isEqualTo(false);
      assertThat(authenticate.invoke(read, "robot", "ein langer Satz, größer")).isEqualTo(false);
    }
  }

  /** The server's libraries and those of the plugin, which are partly links to the former. */
  private URL[] jars() throws Exception {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> archives =
        Files.newDirectoryStream(Path.of("target/trino"), "trino-server-core-*.tar.gz")) {
      for (Path archive : archives) {
        try (TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive))))) {
          for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
            if (!e.isDirectory()
                && e.getName().matches("[^/]+/(lib|plugin/password-authenticators)/.*")) {
              Path jar = folder.resolve(e.getName().replace('/', '_'));
              if (e.isLink()) {
                Files.createLink(jar, folder.resolve(e.getLinkName().replace('/', '_')));
              } else {
                Files.copy(tar, jar);
              }
              jars.add(jar.toUri().toURL());
            }
          }
        }
      }
    }
    return jars.toArray(URL[]::new);
  }
}
