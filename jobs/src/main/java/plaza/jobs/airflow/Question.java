package plaza.jobs.airflow;

import java.util.List;

/**
 * What a run waits for a person to decide.
 *
 * @param body in Markdown
 */
public record Question(
    String dag,
    String run,
    String task,
    int mapIndex,
    String subject,
    String body,
    List<String> options,
    boolean isAnswered) {}
