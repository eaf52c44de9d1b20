package plaza.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import plaza.contract.Encoding;
import plaza.format.UnreadableFile.Fault;

class EncodingGuessTest {
  private static final String CHINESE =
      """
      編號,案類,發生日期,發生地點
      1,住宅竊盜,1040101,台北市文山區萬美里萬寧街1至30號
      2,汽車竊盜,1040102,台北市信義區富台里忠孝東路5段295巷6弄1至30號
      3,機車竊盜,1040103,台北市大安區和平東路二段與建國南路口捷運站出入口
      """;
  private static final String JAPANESE =
      """
      番号,駅名,所在地
      1,東京駅,千代田区丸の内一丁目にあります。乗り換えはこちらです。
      2,上野駅,台東区上野七丁目にあり、新幹線と地下鉄が止まります。
      """;
  private static final String FRENCH =
      """
      numéro,adresse,propriétaire
      1,Allée des Érables derrière l'église,Société immobilière de la Forêt
      2,Place du Marché à côté de l'hôtel de ville,Mairie: tous les bâtiments publics là-bas
      3,Rue de la République où passe le métro,Régie des transports élevés de la cité
      """;

  @TempDir Path folder = Path.of("");

  @Test
  void big5_files_of_taiwan_are_read_as_windows_writes_them() throws IOException {
    guessed(CHINESE, "x-windows-950", "x-windows-950");
  }

  @Test
  void japanese_files_are_told_apart_from_chinese_ones() throws IOException {
    guessed(JAPANESE, "windows-31j", "windows-31j");
    guessed(JAPANESE, "EUC-JP", "EUC-JP");
  }

  @Test
  void simplified_chinese_is_told_apart_from_big5() throws IOException {
    guessed("编号,类型,地址\n1,住宅盗窃,北京市海淀区中关村大街一号院门口附近的公共汽车站\n".repeat(3), "GB18030", "GB18030");
  }

  @Test
  void a_language_of_few_accents_is_found_by_its_words() throws IOException {
    byte[] bytes = FRENCH.getBytes(Charset.forName("windows-1252"));
    EncodingGuess guess = EncodingGuess.of(() -> new java.io.ByteArrayInputStream(bytes));
    assertThat(guess.encoding().name()).isIn("ISO-8859-1", "windows-1252");
    assertThat(new String(bytes, guess.encoding())).isEqualTo(FRENCH);
  }

  @Test
  void utf_8_and_a_mark_are_certain() throws IOException {
    assertThat(guess(CHINESE.getBytes(UTF_8))).isEqualTo(new EncodingGuess(UTF_8, 100));
    assertThat(guess("a,b\n1,2\n".getBytes(UTF_8))).isEqualTo(new EncodingGuess(UTF_8, 100));
    assertThat(guess(("\uFEFF" + CHINESE).getBytes(UTF_8)))
        .isEqualTo(new EncodingGuess(UTF_8, 100));
    assertThat(guess(("\uFEFF" + CHINESE).getBytes(StandardCharsets.UTF_16LE)))
        .isEqualTo(new EncodingGuess(StandardCharsets.UTF_16LE, 100));
  }

  @Test
  void bytes_that_speak_for_nothing_are_refused_with_a_way_out() {
    byte[] few = "a,b\n1,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
    UnreadableFile refused = Reading.of(folder, "csv", few, "a").encoding("detect").refused();
    assertThat(refused.fault()).isEqualTo(Fault.WRONG_ENCODING);
    assertThat(refused.text())
        .matches(
            "found no encoding that its bytes speak for \\(best guess \\d+ of 100\\), "
                + "expected at least 50: declare `encoding` in the feed");
    byte[] unmarked = "a,b\n1,x\n".getBytes(StandardCharsets.UTF_16LE);
    assertThat(Reading.of(folder, "csv", unmarked, "a").encoding("detect").refused().text())
        .isEqualTo(
            "found zero bytes, as in UTF-16 without a mark, "
                + "expected text: declare `encoding` in the feed");
  }

  @Test
  void one_bad_byte_at_the_end_of_a_long_file_counts_against_a_guess() {
    byte[] big5 = (CHINESE.repeat(5000) + "x").getBytes(Charset.forName("x-windows-950"));
    big5[big5.length - 1] = (byte) 0xff;
    assertThat(Reading.of(folder, "csv", big5, "編號").encoding("detect").fault())
        .isEqualTo(Fault.WRONG_ENCODING);
  }

  @Test
  void the_offset_and_the_line_of_the_first_bad_byte_are_told_in_every_format() {
    String before = "編號,名稱\n" + "1,站\n".repeat(40_000);
    byte[] text = (before + "2,x\n").getBytes(UTF_8);
    int at = before.getBytes(UTF_8).length + 2;
    text[at] = (byte) 0xa5;
    UnreadableFile csv = Reading.of(folder, "csv", text, "編號").refused();
    assertThat(csv.row()).isEqualTo(40_002);
    assertThat(csv.text())
        .isEqualTo(
            "found bytes at offset " + at + " (line 40002) that are no UTF-8, expected UTF-8");
    byte[] json = "[{\"a\": 1},\n{\"a\": \"x\"}]".getBytes(UTF_8);
    json[18] = (byte) 0xff;
    assertThat(Reading.of(folder, "json", json, "a").refused().text())
        .isEqualTo("found bytes at offset 18 (line 2) that are no UTF-8, expected UTF-8");
    byte[] yaml = "a: 1\nb: x\n".getBytes(UTF_8);
    yaml[8] = (byte) 0xff;
    assertThat(Reading.of(folder, "yaml", yaml, "a").refused().text())
        .isEqualTo("found bytes at offset 8 (line 2) that are no UTF-8, expected UTF-8");
  }

  @Test
  void a_cut_character_at_the_end_is_a_bad_byte() {
    byte[] cut = {'a', '\n', '1', (byte) 0xe7, (byte) 0xab};
    assertThat(Reading.of(folder, "csv", cut, "a").refused().text())
        .isEqualTo("found bytes at offset 3 (line 2) that are no UTF-8, expected UTF-8");
  }

  @Test
  void a_mark_counts_into_the_offset() {
    byte[] text = "\uFEFFa\nx\n".getBytes(UTF_8);
    text[5] = (byte) 0xa5;
    assertThat(Reading.of(folder, "csv", text, "a").refused().text())
        .isEqualTo("found bytes at offset 5 (line 2) that are no UTF-8, expected UTF-8");
  }

  private void guessed(String text, String written, String expected) throws IOException {
    byte[] bytes = text.getBytes(Encoding.charset(written));
    EncodingGuess guess = guess(bytes);
    assertThat(guess.encoding().name()).isEqualTo(expected);
    assertThat(guess.confidence()).isBetween(EncodingGuess.LEAST, 100);
    String field = text.substring(0, text.indexOf(','));
    assertThat(Reading.of(folder, "csv", bytes, field).encoding("detect").rows())
        .hasSize((int) text.lines().count() - 1);
  }

  private EncodingGuess guess(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("guessed.csv"), bytes);
    return Formats.guess(
            file,
            new ReadRequest("csv", Map.of(), "detect", "EPSG:4326", null, List.of(), Set.of()))
        .orElseThrow();
  }
}
