package plaza.release;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import plaza.contract.DatasetName;
import plaza.contract.Tier;

/**
 * Replaces identifiers by HMAC-SHA256 (RFC 2104) under a key for each dataset, tier, column and
 * period, which the home's secret gives: without it an identifier cannot be tried out, and one
 * period's pseudonyms not be joined to another's.
 */
public final class Pseudonyms {
  private static final int BYTES = 16;

  private final byte[] secret;

  /** Under a secret of at least 16 bytes, which must never leave the home. */
  public Pseudonyms(byte[] secret) {
    if (secret.length < BYTES) {
      throw new IllegalArgumentException("a secret of " + secret.length + " bytes");
    }
    this.secret = secret.clone();
  }

  /** A column under pseudonyms; {@code period} is a text that names the period of the row. */
  Column of(DatasetName dataset, Tier tier, String column, Column value, Column period) {
    byte[] key = hmac(secret, "plaza pseudonym\0" + dataset + "\0" + tier.id() + "\0" + column);
    return functions.udf(new Keyed(key), DataTypes.StringType).apply(value, period);
  }

  private static final class Keyed implements UDF2<@Nullable String, String, @Nullable String> {
    private static final long serialVersionUID = 1;

    private final byte[] key;

    Keyed(byte[] key) {
      this.key = key;
    }

    @Override
    public @Nullable String call(@Nullable String value, String period) {
      if (value == null) {
        return null;
      }
      byte[] pseudonym = hmac(hmac(key, period), value);
      return HexFormat.of().formatHex(Arrays.copyOf(pseudonym, BYTES));
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
