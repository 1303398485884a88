import Foundation
import Testing

@testable import Campaigns

@Suite struct SchedulerScriptsTests {
  private static func files(
    _ scheduler: SchedulerScripts.Scheduler, tasks: [Int], cores: Int = 1, seconds: Double = 60
  ) throws -> [String: String] {
    let plan = CampaignPlan(
      name: "my plan", program: "test", directory: "/",
      sweep: try OptionSweep(command: ["digits"], varied: [VariedOption("seed=1..400")]),
      cores: cores, tasks: 40, secondsPerPoint: seconds)
    let scripts = SchedulerScripts(
      scheduler, plan, in: CampaignFolder("/data/it's here"), program: "/opt/mxbar", tasks: tasks, options: ["--partition=long"])
    return Dictionary(uniqueKeysWithValues: scripts.files.map { ($0.name, $0.text) })
  }

  @Test(arguments: SchedulerScripts.Scheduler.allCases) func scriptsAreShell(scheduler: SchedulerScripts.Scheduler) async throws {
    for (name, text) in try Self.files(scheduler, tasks: [1, 2, 3, 7]) {
      try await withFolder { folder in
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let bash = Process()
        (bash.executableURL, bash.arguments) = (URL(fileURLWithPath: "/bin/bash"), ["-n", path])
        try bash.run()
        bash.waitUntilExit()
        #expect(bash.terminationStatus == 0, "\(scheduler) \(name):\n\(text)")
      }
    }
  }

  @Test func slurmGetsAnArrayAndAMergeAfterIt() throws {
    let files = try Self.files(.slurm, tasks: [1, 2, 3, 7], cores: 4, seconds: 6000)
    let tasks = try #require(files["tasks.sh"])
    for line in [
      "#SBATCH --array=1-3,7", "#SBATCH --cpus-per-task=4", "#SBATCH --job-name=mxbar-my-plan", "#SBATCH --partition=long",
      // 10 points of 100 min on 4 cores, three times over.
      "#SBATCH --time=750",
    ] { #expect(tasks.contains(line + "\n"), "\(line)") }
    #expect(tasks.hasSuffix("exec /opt/mxbar campaign task --quiet '/data/it'\\''s here'\n"))
    #expect(try #require(files["submit.sh"]).contains("sbatch --dependency=afterany:"))
  }

  @Test func othersGetTheirOwnWords() throws {
    let lsf = try Self.files(.lsf, tasks: Array(1...40))
    #expect(try #require(lsf["tasks.sh"]).contains("#BSUB -J \"mxbar-my-plan[1-40]\"\n"))
    #expect(try #require(lsf["submit.sh"]).contains("bsub -w \"ended(${job%%>*})\" < merge.sh"))
    let sge = try Self.files(.sge, tasks: [2, 9], cores: 2)
    #expect(try #require(sge["tasks.sh"]).contains("#$ -t 2-9\n") && #require(sge["tasks.sh"]).contains("#$ -pe smp 2\n"))
    #expect(try #require(sge["submit.sh"]).contains("qsub -hold_jid \"${job%%.*}\" merge.sh"))
    #expect(try #require(Self.files(.parallel, tasks: [2, 9])["submit.sh"]).contains("printf '%s\\n' 2 9 |"))
  }
}
