package plaza.jobs.sample;

import java.util.List;

/** Invented names, in several scripts and with the signs that break careless readers. */
final class PlaceNames {
  private static final List<String> DISTRICTS =
      List.of("Ribeira", "Κάτω Πόλη", "海東區", "Alto \"da\" Serra", "São Brandão", "Kelp Hills");

  private static final List<String> VILLAGES =
      List.of(
          "Praça da Âncora",
          "Πλατεία",
          "海濱里",
          "Bairro \"Velho\"",
          "Cais do Sol, Norte",
          "Farol",
          "Fonte Nova",
          "Μόλος",
          "珊瑚里",
          "São Tomé",
          "Coral Row",
          "Outeiro",
          "Λιμάνι",
          "燈塔里",
          "Saint Brendan's",
          "Ilhéu",
          "Vila d'Água",
          "Alameda",
          "Kelp Market",
          "潮音里");

  private static final List<String> STREETS =
      List.of(
          "Rua do Tridente",
          "Οδός Ποσειδώνος",
          "海豚路",
          "Mermaid \"Short\" Lane",
          "Largo da Maré, Sul",
          "Trident Ave.",
          "Rua das Ondas",
          "Nautilus St.");

  private PlaceNames() {}

  static String district(int index) {
    return pick(DISTRICTS, index);
  }

  static String village(int index) {
    return pick(VILLAGES, index);
  }

  static String street(int index) {
    return STREETS.get(index % STREETS.size());
  }

  /** Names come round again with a number, so that they stay unique. */
  private static String pick(List<String> names, int index) {
    int round = index / names.size();
    String name = names.get(index % names.size());
    return round == 0 ? name : name + " " + (round + 1);
  }
}
