package plaza.jobs.service;

import io.openlineage.client.Clients;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.InputDataset;
import io.openlineage.client.OpenLineage.OutputDataset;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.FileConfig;
import io.openlineage.client.transports.FileTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import plaza.catalog.Catalog;
import plaza.catalog.Dataset;
import plaza.contract.DatasetName;
import plaza.contract.Feed;
import plaza.contract.Release;
import plaza.contract.Tier;
import plaza.jobs.stack.Home;

/**
 * Tells what each run of a job read and wrote, as OpenLineage events: sent where the environment
 * says by OpenLineage's own variables ({@code OPENLINEAGE__TRANSPORT__TYPE} …), else written to
 * {@code lineage/events.ndjson} in the home. What cannot be told stops no job.
 */
final class Lineage {
  private static final Logger LOG = LoggerFactory.getLogger(Lineage.class);
  private static final String PLAZA = "plaza";

  private final OpenLineage facets =
      new OpenLineage(URI.create("https://github.com/plaza-city/plaza"));
  private final OpenLineageClient client;
  private final Declared declared;

  Lineage(Home home, Declared declared) throws IOException {
    this.declared = declared;
    boolean isSent =
        System.getenv().keySet().stream().anyMatch(name -> name.startsWith("OPENLINEAGE_"));
    this.client = isSent ? Clients.newClient() : writing(home);
  }

  private static OpenLineageClient writing(Home home) throws IOException {
    FileConfig file = new FileConfig();
    file.setLocation(home.folder("lineage").resolve("events.ndjson").toString());
    return OpenLineageClient.builder().transport(new FileTransport(file)).build();
  }

  /** A run of a job begins. */
  void began(Job job) {
    emit(job, RunEvent.EventType.START, null);
  }

  /** A run of a job has ended. */
  void ended(Job job, Ending ending) {
    RunEvent.EventType type =
        switch (ending.state()) {
          case CANCELLED -> RunEvent.EventType.ABORT;
          case FAILED, REFUSED -> RunEvent.EventType.FAIL;
          default -> RunEvent.EventType.COMPLETE;
        };
    emit(job, type, ending);
  }

  private void emit(Job job, RunEvent.EventType type, @Nullable Ending ending) {
    try {
      Catalog catalog = declared.catalog();
      client.emit(
          facets
              .newRunEventBuilder()
              .eventTime(ZonedDateTime.now(ZoneOffset.UTC))
              .eventType(type)
              .run(run(job, ending))
              .job(job(job, catalog))
              .inputs(inputs(job.order(), catalog))
              .outputs(outputs(job.order(), catalog, ending))
              .build());
    } catch (RuntimeException e) {
      LOG.warn("lineage of {} could not be told: {}", job.id(), e.toString());
    }
  }

  private OpenLineage.Run run(Job job, @Nullable Ending ending) {
    // The same run however often it is told of; another one for each time it is begun anew.
    UUID id =
        UUID.nameUUIDFromBytes((job.id() + "/" + job.runs()).getBytes(StandardCharsets.UTF_8));
    OpenLineage.RunFacetsBuilder about = facets.newRunFacetsBuilder();
    if (ending != null && ending.taskState() != TaskState.SUCCESS) {
      about.errorMessage(facets.newErrorMessageRunFacet(ending.message(), "SQL", null));
    }
    // The ids that Airflow's operator makes: dag, task, run and map index.
    String[] key = job.id().split("~", -1);
    if (key.length == 4) {
      UUID parent =
          UUID.nameUUIDFromBytes((key[0] + "/" + key[2]).getBytes(StandardCharsets.UTF_8));
      about.parent(
          facets.newParentRunFacet(
              facets.newParentRunFacetRun(parent),
              facets.newParentRunFacetJob("airflow", key[0] + "." + key[1]),
              null));
    }
    return facets.newRun(id, about.build());
  }

  private OpenLineage.Job job(Job job, Catalog catalog) {
    JobOrder order = job.order();
    OpenLineage.JobFacetsBuilder about = facets.newJobFacetsBuilder();
    about.jobType(
        facets.newJobTypeJobFacet(
            "BATCH", "PLAZA", order.step().word().toUpperCase(java.util.Locale.ROOT)));
    dataset(order, catalog)
        .flatMap(Dataset::findQuery)
        .filter(query -> order.step() == JobOrder.Step.BUILD)
        .ifPresent(query -> about.sql(facets.newSQLJobFacet(query.sql(), "spark")));
    return facets.newJob(PLAZA, order.step().word() + "." + order.subject(), about.build());
  }

  private static Optional<Dataset> dataset(JobOrder order, Catalog catalog) {
    return Optional.ofNullable(order.dataset())
        .flatMap(name -> catalog.findDataset(DatasetName.parse(name)));
  }

  private List<InputDataset> inputs(JobOrder order, Catalog catalog) {
    List<InputDataset> inputs = new ArrayList<>();
    switch (order.step()) {
      case LAND ->
          Optional.ofNullable(catalog.feeds().get(Objects.requireNonNull(order.feed())))
              .ifPresent(feed -> inputs.add(published(feed)));
      case BUILD ->
          dataset(order, catalog)
              .ifPresent(dataset -> {
                dataset.feeds().forEach(feed -> inputs.add(input("landing." + feed)));
                dataset.inputs().forEach(input -> inputs.add(input(input.toString())));
              });
      case RELEASE, APPROVE, MAINTAIN -> {
        if (order.dataset() != null) {
          inputs.add(input(order.dataset()));
        }
      }
    }
    return inputs;
  }

  // The naming of OpenLineage: where it is served from, and the path there.
  private InputDataset published(Feed feed) {
    if (feed.url() == null) {
      return facets
          .newInputDatasetBuilder()
          .namespace("file")
          .name(String.valueOf(feed.files()))
          .build();
    }
    URI url = URI.create(feed.url());
    return facets
        .newInputDatasetBuilder()
        .namespace(url.getScheme() + "://" + url.getAuthority())
        .name(url.getPath().isEmpty() ? "/" : url.getPath())
        .build();
  }

  private InputDataset input(String name) {
    return facets.newInputDatasetBuilder().namespace(PLAZA).name(name).build();
  }

  private List<OutputDataset> outputs(JobOrder order, Catalog catalog, @Nullable Ending ending) {
    List<OutputDataset> outputs = new ArrayList<>();
    switch (order.step()) {
      case LAND -> outputs.add(output("landing." + order.feed(), null, null));
      case BUILD ->
          dataset(order, catalog)
              .ifPresent(
                  dataset -> outputs.add(output(dataset.name().toString(), dataset, rows(ending))));
      case RELEASE, APPROVE ->
          dataset(order, catalog)
              .flatMap(Dataset::findRelease)
              .ifPresent(release ->
                  tiers(release, catalog)
                      .forEach(tier ->
                          outputs.add(output(tier.id() + "." + order.dataset(), null, null))));
      case MAINTAIN -> {
        if (order.dataset() != null) {
          outputs.add(output(order.dataset(), null, null));
        }
      }
    }
    return outputs;
  }

  private static List<Tier> tiers(Release release, Catalog catalog) {
    return catalog.cities().values().stream()
        .flatMap(city -> release.tiers(city).keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  private static @Nullable Long rows(@Nullable Ending ending) {
    Map<String, Object> result = ending == null ? Map.of() : ending.result();
    return result.get("rows") instanceof Number rows ? rows.longValue() : null;
  }

  private OutputDataset output(String name, @Nullable Dataset dataset, @Nullable Long rows) {
    OpenLineage.OutputDatasetBuilder output =
        facets.newOutputDatasetBuilder().namespace(PLAZA).name(name);
    if (dataset != null) {
      List<OpenLineage.SchemaDatasetFacetFields> fields =
          dataset.contract().columns().stream()
              .map(column ->
                  facets
                      .newSchemaDatasetFacetFieldsBuilder()
                      .name(column.name())
                      .type(column.type())
                      .description(column.description())
                      .build())
              .toList();
      output.facets(
          facets.newDatasetFacetsBuilder().schema(facets.newSchemaDatasetFacet(fields)).build());
    }
    if (rows != null) {
      output.outputFacets(
          facets
              .newOutputDatasetOutputFacetsBuilder()
              .outputStatistics(
                  facets.newOutputStatisticsOutputDatasetFacetBuilder().rowCount(rows).build())
              .build());
    }
    return output.build();
  }
}
