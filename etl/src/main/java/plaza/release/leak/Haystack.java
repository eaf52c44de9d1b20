package plaza.release.leak;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;

/** All bytes of a file: as they are, and once more what Parquet, Avro and gzip compress in it. */
final class Haystack {
  private static final int CHUNK = 1 << 23;

  private Haystack() {}

  /** Takes bytes: of which part of a file, how many of the array, and where the part has them. */
  interface Search {
    void in(String part, byte[] bytes, int length, long offset) throws IOException;
  }

  /** Gives a file's bytes in chunks, of which neighbours share as many as a needle may be long. */
  static void of(Path file, int shared, Search search) throws IOException {
    try (InputStream raw = Files.newInputStream(file)) {
      chunks("bytes", raw, shared, search);
    }
    String magic = magic(file);
    if (magic.equals("PAR1")) {
      pages(file, search);
    } else if (magic.equals("Obj\1")) {
      blocks(file, search);
    } else if (magic.startsWith("\u001f\u008b")) {
      try (InputStream plain = new GZIPInputStream(Files.newInputStream(file))) {
        chunks("unzipped", plain, shared, search);
      }
    }
  }

  private static String magic(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file)) {
      return new String(raw.readNBytes(4), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }

  private static void chunks(String part, InputStream stream, int shared, Search search)
      throws IOException {
    byte[] bytes = new byte[CHUNK];
    int kept = 0;
    long offset = 0;
    int read = stream.readNBytes(bytes, 0, CHUNK);
    while (read > 0) {
      int length = kept + read;
      search.in(part, bytes, length, offset);
      kept = Math.min(shared, length);
      offset += length - kept;
      System.arraycopy(bytes, length - kept, bytes, 0, kept);
      read = stream.readNBytes(bytes, kept, CHUNK - kept);
    }
  }

  private static void blocks(Path file, Search search) throws IOException {
    try (DataFileStream<GenericRecord> avro =
        new DataFileStream<>(
            new ByteArrayInputStream(Files.readAllBytes(file)), new GenericDatumReader<>())) {
      while (avro.hasNext()) {
        ByteBuffer block = avro.nextBlock();
        byte[] bytes = new byte[block.remaining()];
        block.get(bytes);
        search.in("block", bytes, bytes.length, 0);
      }
    }
  }

  private static void pages(Path file, Search search) throws IOException {
    try (ParquetFileReader parquet = ParquetFileReader.open(new LocalInputFile(file))) {
      PageReadStore group = parquet.readNextRowGroup();
      while (group != null) {
        for (ColumnDescriptor column :
            parquet.getFooter().getFileMetaData().getSchema().getColumns()) {
          pages(String.join(".", column.getPath()), group.getPageReader(column), search);
        }
        group = parquet.readNextRowGroup();
      }
    }
  }

  private static void pages(String column, PageReader pages, Search search) throws IOException {
    DictionaryPage dictionary = pages.readDictionaryPage();
    if (dictionary != null) {
      page("dictionary of " + column, dictionary.getBytes(), search);
    }
    DataPage page = pages.readPage();
    while (page != null) {
      BytesInput bytes =
          switch (page) {
            case DataPageV1 first -> first.getBytes();
            case DataPageV2 second -> second.getData();
            default -> BytesInput.empty();
          };
      page("page of " + column, bytes, search);
      page = pages.readPage();
    }
  }

  private static void page(String part, BytesInput input, Search search) throws IOException {
    byte[] bytes = input.toInputStream().readAllBytes();
    search.in(part, bytes, bytes.length, 0);
  }
}
