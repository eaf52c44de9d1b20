package plaza.jobs.sample;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Road crashes as CSV with the 51 columns of Taiwan's police and its words (UTF-8 with a byte order
 * mark, CRLF), one row for each party: A1 (with a death) and A2 in a file each, with all crashes of
 * the recording so far, fetched 22 hours after each day's start.
 *
 * <p>With the crashes of a day counted from 1, the defects are:
 *
 * <ul>
 *   <li>the last two records of a file are notes: the day it was made, the class of its crashes;
 *   <li>every fifth crash is in Lemuria, beyond the city;
 *   <li>crash 3 of each day is at 111, 11, which means nowhere;
 *   <li>crash 4 of a day on which clocks go forward was half an hour after they did by the old
 *       clock: a local time that never was;
 *   <li>crash 2 of a day has one more injured in the files of later days;
 *   <li>of crash 6 the second party fled; the third party of every seventh crash is a thing; the
 *       first party of crash 8 has the age of one born in 1911, that of crash 9 is -1.
 * </ul>
 */
final class CrashesFeed implements SampleFeed {
  private static final Duration FETCHED_LATER = Duration.ofHours(22);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);
  private static final int YEAR_0 = 1911;

  private static final List<String> HEADER =
      List.of(
          """
          發生年度,發生月份,發生日期,發生時間,事故類別名稱,處理單位名稱警局層,發生地點,天候名稱,光線名稱,道路類別-第1當事者-名稱,\
          速限-第1當事者,道路型態大類別名稱,道路型態子類別名稱,事故位置大類別名稱,事故位置子類別名稱,路面狀況-路面鋪裝名稱,\
          路面狀況-路面狀態名稱,路面狀況-路面缺陷名稱,道路障礙-障礙物名稱,道路障礙-視距品質名稱,道路障礙-視距名稱,號誌-號誌種類名稱,\
          號誌-號誌動作名稱,車道劃分設施-分向設施大類別名稱,車道劃分設施-分向設施子類別名稱,車道劃分設施-分道設施-快車道或一般車道間名稱,\
          車道劃分設施-分道設施-快慢車道間名稱,車道劃分設施-分道設施-路面邊線名稱,事故類型及型態大類別名稱,事故類型及型態子類別名稱,\
          肇因研判大類別名稱-主要,肇因研判子類別名稱-主要,死亡受傷人數,當事者順位,當事者區分-類別-大類別名稱-車種,\
          當事者區分-類別-子類別名稱-車種,當事者屬-性-別名稱,當事者事故發生時年齡,保護裝備名稱,行動電話或電腦或其他相類功能裝置名稱,\
          當事者行動狀態大類別名稱,當事者行動狀態子類別名稱,車輛撞擊部位大類別名稱-最初,車輛撞擊部位子類別名稱-最初,\
          車輛撞擊部位大類別名稱-其他,車輛撞擊部位子類別名稱-其他,肇因研判大類別名稱-個別,肇因研判子類別名稱-個別,\
          肇事逃逸類別名稱-是否肇逃,經度,緯度\
          """
              .split(",", -1));

  private final CityPlan plan;
  private final SampleCity city;

  CrashesFeed(CityPlan plan, SampleCity city) {
    this.plan = plan;
    this.city = city;
  }

  @Override
  public String id() {
    return "atlantis_crashes";
  }

  @Override
  public void write(LocalDay day, Recording recording) throws IOException {
    List<Crash> crashes = new ArrayList<>();
    for (int index = 0; index <= day.index(); index++) {
      crashes.addAll(Crash.of(new LocalDay(index, city.from().plusDays(index)), plan, city));
    }
    write("A1", crashes.stream().filter(Crash::isFatal).toList(), day, recording);
    write("A2", crashes.stream().filter(crash -> !crash.isFatal()).toList(), day, recording);
  }

  private void write(String kind, List<Crash> crashes, LocalDay day, Recording recording)
      throws IOException {
    Instant fetchedAt = day.start().plus(FETCHED_LATER);
    try (Writer out =
            new OutputStreamWriter(
                recording.open(id(), fetchedAt, kind.toLowerCase(Locale.ROOT) + ".csv"),
                StandardCharsets.UTF_8);
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out)) {
      out.write('\uFEFF');
      csv.writeRecord(HEADER);
      for (Crash crash : crashes) {
        for (int party = 1; party <= crash.parties(); party++) {
          csv.writeRecord(row(kind, crash, party, day));
        }
      }
      LocalDate made = day.date();
      csv.writeRecord(
          note(
              "資料提供日期："
                  + (made.getYear() - YEAR_0)
                  + "年"
                  + made.getMonthValue()
                  + "月"
                  + made.getDayOfMonth()
                  + "日"));
      csv.writeRecord(note("事故類別：" + kind + "類"));
    }
  }

  private static String[] note(String text) {
    String[] record = new String[HEADER.size()];
    Arrays.fill(record, "");
    record[0] = text;
    return record;
  }

  private List<String> row(String kind, Crash crash, int party, LocalDay told) {
    LocalDateTime local =
        city.hasDefects() && crash.number() == 4
            ? crash.day().findSkippedTime().orElse(LocalDay.local(crash.at()).toLocalDateTime())
            : LocalDay.local(crash.at()).toLocalDateTime();
    boolean isLater = told.index() > crash.day().index();
    int injured = 1 + crash.chance().of("injured").below(2);
    boolean isNowhere = crash.number() == 3;
    Map<String, String> values = new HashMap<>();
    values.put("發生年度", Integer.toString(local.getYear()));
    values.put("發生月份", Integer.toString(local.getMonthValue()));
    values.put("發生日期", DATE.format(local));
    values.put("發生時間", TIME.format(local));
    values.put("事故類別名稱", kind);
    values.put("處理單位名稱警局層", "Police of Atlantis (simulated)");
    values.put("發生地點", crash.place());
    values.put("天候名稱", "晴");
    values.put("光線名稱", local.getHour() >= 6 && local.getHour() < 18 ? "有照明未開啟或故障" : "有照明且開啟");
    values.put("道路類別-第1當事者-名稱", "市區道路");
    values.put("速限-第1當事者", crash.number() % 4 == 0 ? "0" : "50");
    values.put("道路型態子類別名稱", crash.number() % 2 == 0 ? "四岔路" : "直路");
    values.put("事故位置子類別名稱", crash.number() % 2 == 0 ? "交叉路口內" : "快車道");
    values.put("路面狀況-路面狀態名稱", "乾燥");
    values.put("號誌-號誌種類名稱", crash.number() % 2 == 0 ? "行車管制號誌" : "無號誌");
    values.put("事故類型及型態大類別名稱", "車與車");
    values.put("事故類型及型態子類別名稱", crash.number() % 2 == 0 ? "側撞" : "追撞");
    values.put("肇因研判子類別名稱-主要", "未保持行車安全距離");
    values.put(
        "死亡受傷人數",
        "死亡"
            + (crash.isFatal() ? 1 : 0)
            + ";受傷"
            + (crash.number() == 2 && isLater ? injured + 1 : injured));
    values.put("經度", isNowhere ? "111.000000" : degrees(crash.position().longitude()));
    values.put("緯度", isNowhere ? "11.000000" : degrees(crash.position().latitude()));
    values.putAll(party(crash, party));
    return HEADER.stream().map(field -> values.getOrDefault(field, "")).toList();
  }

  private static Map<String, String> party(Crash crash, int party) {
    Map<String, String> values = new HashMap<>();
    values.put("當事者順位", Integer.toString(party));
    values.put("肇因研判子類別名稱-個別", party == 1 ? "未保持行車安全距離" : "尚未發現肇事因素");
    boolean fled = crash.number() == 6 && party == 2;
    values.put("肇事逃逸類別名稱-是否肇逃", fled ? "是" : "否");
    if (fled || party == 3) {
      values.put("當事者屬-性-別名稱", fled ? "肇事逃逸尚未查獲" : "無或物(動物、堆置物)");
      values.put("當事者事故發生時年齡", "0");
      return values;
    }
    Chance own = crash.chance().of("party").of(party);
    int age = 16 + own.of("age").below(70);
    if (party == 1) {
      age =
          switch (crash.number()) {
            case 8 -> LocalDay.local(crash.at()).getYear() - YEAR_0;
            case 9 -> -1;
            default -> age;
          };
    }
    boolean isCar = own.of("car").unit() < 0.5;
    values.put("當事者區分-類別-大類別名稱-車種", isCar ? "小客車(含客、貨兩用)" : "機車");
    values.put("當事者區分-類別-子類別名稱-車種", isCar ? "自用" : "普通重型");
    values.put("當事者屬-性-別名稱", own.of("sex").unit() < 0.5 ? "女" : "男");
    values.put("當事者事故發生時年齡", Integer.toString(age));
    values.put("保護裝備名稱", isCar ? "繫安全帶(使用幼童安全椅)" : "戴半罩式安全帽");
    values.put("行動電話或電腦或其他相類功能裝置名稱", "未使用");
    values.put("當事者行動狀態子類別名稱", "向前直行中");
    values.put("車輛撞擊部位子類別名稱-最初", "前車頭");
    return values;
  }

  private static String degrees(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
