package plaza.jobs.service;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** Whether jobs are carried out: each of {@code up} and {@code down}, and how many there are. */
public record Health(String status, String database, String worker, int queued, int running) {
  /** Whether they are. */
  @JsonIgnore
  public boolean isUp() {
    return status.equals("up");
  }
}
