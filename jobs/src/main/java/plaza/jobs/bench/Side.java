package plaza.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import plaza.jobs.stack.StackException;

/** A program that runs over the file once for each line it is given, in a process of its own. */
final class Side implements AutoCloseable {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final OutputStream in;
  private final BufferedReader out;
  private final Path log;
  private long peakKilobytes;

  Side(List<String> command, Path log) throws IOException {
    this.log = log;
    this.process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    this.in = process.getOutputStream();
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  Round run() throws IOException {
    in.write('\n');
    in.flush();
    String line = out.readLine();
    if (line == null) {
      throw new StackException("one side of the measurement ended early; see " + log);
    }
    peakKilobytes = Math.max(peakKilobytes, memory());
    return JSON.readValue(line, Round.class);
  }

  /** The most memory that it held, in MB; 0 where the system does not say. */
  long peakMegabytes() {
    return peakKilobytes >> 10;
  }

  private long memory() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    in.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
