package plaza.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import plaza.catalog.Catalog;

/** The house as it was drawn: who may know whom, and who must know no dataset and no city. */
class FloorPlanTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("plaza");

  @Test
  void contract_depends_on_nothing_of_the_house_and_on_no_engine() {
    noClasses()
        .that()
        .resideInAPackage("plaza.contract..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.iceberg..", "scala..")
        .orShould()
        .dependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage("plaza..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                            "plaza.contract.."))))
        .check(HOUSE);
  }

  @Test
  void check_format_and_catalog_know_only_contract() {
    for (String each : List.of("plaza.check", "plaza.format", "plaza.catalog")) {
      knowsOnly(each, "plaza.contract");
    }
  }

  // A load is recorded with its findings, so the lake knows the words of check.
  @Test
  void lake_knows_only_contract_and_check() {
    knowsOnly("plaza.lake", "plaza.contract", "plaza.check");
  }

  @Test
  void a_format_knows_no_engine() {
    noClasses()
        .that()
        .resideInAPackage("plaza.format..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.iceberg..", "scala..")
        .check(HOUSE);
  }

  @Test
  void rooms_know_contract_check_format_and_lake_and_never_each_other() {
    for (String room : List.of("plaza.landing", "plaza.silver", "plaza.gold", "plaza.release")) {
      knowsOnly(room, "plaza.contract", "plaza.check", "plaza.format", "plaza.lake");
    }
  }

  @Test
  void etl_knows_nothing_of_jobs() {
    noClasses()
        .that()
        .resideInAPackage("plaza..")
        .and()
        .resideOutsideOfPackage("plaza.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("plaza.jobs..")
        .check(HOUSE);
  }

  @Test
  void only_the_engine_room_of_jobs_builds_sessions() {
    noClasses()
        .that()
        .resideOutsideOfPackage("plaza.jobs.stack..")
        .should()
        .callMethod(org.apache.spark.sql.SparkSession.class, "builder")
        .check(HOUSE);
  }

  @Test
  void commands_that_only_ask_load_no_engine() {
    noClasses()
        .that()
        .haveNameMatching("plaza\\.jobs\\.cli\\.(Sql|Status|Logs|Up|Down).*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..", "plaza.silver..", "plaza.gold..", "plaza.jobs.worker..")
        .check(HOUSE);
  }

  @Test
  void what_a_scheduler_is_told_needs_no_engine() {
    noClasses()
        .that()
        .resideInAPackage("plaza.jobs.schedule..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..", "plaza.silver..", "plaza.gold..", "plaza.jobs.worker..")
        .check(HOUSE);
  }

  @Test
  void no_class_deserialises_java_objects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(HOUSE);
  }

  @Test
  void every_package_is_null_marked() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
        .check(HOUSE);
  }

  @Test
  void nothing_is_named_util_common_manager_helper_or_base() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameStartingWith("Base")
        .orShould()
        .resideInAnyPackage("..util..", "..common..")
        .check(HOUSE);
  }

  @Test
  void nothing_in_java_or_dags_names_a_dataset_or_a_city() throws IOException {
    Catalog catalog = Catalog.read(List.of(Checkout.SCHEMAS));
    List<String> names = new ArrayList<>();
    catalog.datasets().keySet().forEach(name -> names.add(Pattern.quote(name.toString())));
    catalog.cities().keySet().forEach(city -> names.add("(?i)\\b" + city + "\\b"));
    Pattern pattern = Pattern.compile(String.join("|", names));
    List<String> found = new ArrayList<>();
    for (String folder : List.of("etl/src", "jobs/src/main", "jobs/trino/src/main", "dags")) {
      for (Path file : sources(Checkout.ROOT.resolve(folder))) {
        if (file.toString().contains("/sample/") || file.toString().contains("/src/test/")) {
          continue; // the sample city's generator writes its feeds by name; tests may name things
        }
        var matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
          found.add(Checkout.ROOT.relativize(file) + ": " + matcher.group());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static List<Path> sources(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().matches(".*\\.(java|py|sql|xml|yaml)")).toList();
    }
  }

  private static void knowsOnly(String who, String... whom) {
    List<String> others = new ArrayList<>(List.of("plaza.jobs.."));
    for (String each :
        List.of(
            "contract",
            "catalog",
            "check",
            "format",
            "lake",
            "landing",
            "silver",
            "gold",
            "release")) {
      String name = "plaza." + each;
      if (!name.equals(who) && !List.of(whom).contains(name)) {
        others.add(name + "..");
      }
    }
    noClasses()
        .that()
        .resideInAPackage(who + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others.toArray(String[]::new))
        .check(HOUSE);
  }
}
