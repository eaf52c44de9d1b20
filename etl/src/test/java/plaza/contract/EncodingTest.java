package plaza.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingTest {
  @ParameterizedTest
  @CsvSource({
    "utf8, UTF-8",
    "UTF-8, UTF-8",
    "65001, UTF-8",
    "Big5, Big5",
    "BIG5-HKSCS, Big5-HKSCS",
    "cp950, x-windows-950",
    "MS950, x-windows-950",
    "950, x-windows-950",
    "cp932, windows-31j",
    "cp936, GBK",
    "cp949, x-windows-949",
    "ANSI 1252, windows-1252",
    "1250, windows-1250",
    "OEM 437, IBM437",
    "cp866, IBM866",
    "88591, ISO-8859-1",
    "885915, ISO-8859-15",
    "latin1, ISO-8859-1"
  })
  void a_code_page_is_that_of_windows(String name, String charset) {
    assertThat(Encoding.charset(name)).isEqualTo(Charset.forName(charset));
  }

  @Test
  void what_is_no_encoding_is_told() {
    for (String name : new String[] {"utf-9", "cp99999", "", "big five", "cp"}) {
      assertThatThrownBy(() -> Encoding.charset(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void detect_is_no_encoding_but_the_wish_for_one() {
    assertThat(Encoding.parse("detect").origin()).isEqualTo(Encoding.Origin.DETECTED);
    assertThat(Encoding.parse("cp950").origin()).isEqualTo(Encoding.Origin.DECLARED);
  }

  @Test
  void the_tables_called_big5_differ() throws CharacterCodingException {
    // 0xF9D6 碁: one of the seven characters that ETEN added and Microsoft took over.
    byte[] eten = {(byte) 0xf9, (byte) 0xd6};
    assertThat(decoded("cp950", eten)).isEqualTo("碁");
    assertThat(decoded("Big5-HKSCS", eten)).isEqualTo("碁");
    // 0xA145: a bullet, U+2027 with Microsoft.
    assertThat(decoded("cp950", new byte[] {(byte) 0xa1, 0x45})).isEqualTo("\u2027");
    // 0xA3E1: the euro sign is Microsoft's alone.
    assertThat(decoded("cp950", new byte[] {(byte) 0xa3, (byte) 0xe1})).isEqualTo("€");
    assertThatThrownBy(() -> decoded("Big5", new byte[] {(byte) 0xa3, (byte) 0xe1}))
        .isInstanceOf(CharacterCodingException.class);
  }

  private static String decoded(String name, byte[] bytes) throws CharacterCodingException {
    return Encoding.charset(name).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
