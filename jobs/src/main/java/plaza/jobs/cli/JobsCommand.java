package plaza.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import plaza.jobs.service.ServiceClient;

@Command(
    name = "jobs",
    description = "Shows the newest jobs of the service, or one with what it said.")
final class JobsCommand extends PlazaCommand {
  private static final Duration LOOK = Duration.ofSeconds(20);

  @Parameters(arity = "0..1", paramLabel = "ID", description = "One job.")
  private @Nullable String id;

  @Option(names = "--follow", description = "Shows what the job says until it ends.")
  private boolean isFollowed;

  @Option(names = "--cancel", description = "Cancels the job.")
  private boolean isCancelled;

  @Option(names = "--limit", paramLabel = "N", description = "How many (default: 20).")
  private int limit = 20;

  @Override
  public Integer call() throws Exception {
    ServiceClient client = new ServiceClient(plaza().home());
    if (id == null) {
      if (isFollowed || isCancelled) {
        throw new Plaza.WrongUse("no job is named", "./plaza jobs lists them.");
      }
      list(client.jobs(Math.clamp(limit, 1, 1000)));
      return Plaza.DONE;
    }
    if (isCancelled) {
      JsonNode job = client.cancel(id);
      terminal().say(job.path("state").asText() + "  " + id);
      return Plaza.DONE;
    }
    return show(client, id);
  }

  private void list(JsonNode jobs) {
    Grid grid = new Grid("step", "of", "state", "began", "took", "", "job").right(4).whole(6);
    for (JsonNode job : jobs) {
      JsonNode order = job.path("order");
      grid.add(
          order.path("step").asText(),
          order.path("feed").asText(order.path("dataset").asText("")),
          job.path("state").asText(),
          job.path("started_at").asText("").replaceFirst("\\.\\d+", ""),
          took(job),
          Grid.oneLine(job.path("message").asText(job.path("progress").asText(""))),
          job.path("id").asText());
    }
    grid.print(terminal().out());
    if (jobs.size() == limit) {
      terminal().tell("The newest " + limit + "; --limit N shows more.");
    }
  }

  private static String took(JsonNode job) {
    if (!job.has("started_at") || !job.has("ended_at")) {
      return "";
    }
    Duration took =
        Duration.between(
            Instant.parse(job.path("started_at").asText()),
            Instant.parse(job.path("ended_at").asText()));
    return "%.1f s".formatted(took.toMillis() / 1000.0);
  }

  private int show(ServiceClient client, String job) throws InterruptedException {
    long from = 0;
    JsonNode now = client.job(job, from, Duration.ZERO);
    while (true) {
      for (JsonNode line : now.path("lines")) {
        terminal()
            .say(
                line.path("at").asText().replaceFirst("\\.\\d+", "")
                    + "  "
                    + Grid.oneLine(line.path("text").asText()));
      }
      boolean isMore = now.path("next").asLong() > from;
      from = now.path("next").asLong();
      if (now.has("ended_at") && !isMore) {
        break;
      }
      if (!isMore && !isFollowed) {
        break;
      }
      now = client.job(job, from, isFollowed ? LOOK : Duration.ZERO);
    }
    terminal()
        .say(
            "%s  %s"
                .formatted(
                    now.path("state").asText(),
                    Grid.oneLine(now.path("message").asText(now.path("progress").asText("")))));
    return switch (now.path("state").asText()) {
      case "refused" -> Plaza.REFUSED;
      case "failed", "cancelled" -> Plaza.BROKEN;
      default -> Plaza.DONE;
    };
  }
}
