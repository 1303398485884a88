import Foundation
import Subprocess
import Testing

/// Campaigns on real schedulers, held against one machine byte for byte.
@Suite(
  .enabled(
    if: LocalSlurm.isInstalled || LocalSlurm.isRequired,
    "Slurm and GNU parallel are not installed here: 'bin/setup --cluster' installs them"))
struct ClusterTests {
  /// 40 tasks on two nodes, one of them killed in its middle and queued again.
  @Test func slurmGivesWhatOneMachineGives() async throws {
    try await withTemporaryFolder { folder in
      try LinearCampaign.prepare(points: 120, in: folder)
      try await LinearCampaign.plan("here", tasks: 1, in: folder)
      #expect(try await Mxbar.run("campaign", "run", "here", "--quiet", in: folder).status == 0)
      try await LinearCampaign.plan("cluster", tasks: 40, in: folder)

      try FileManager.default.createDirectory(atPath: folder + "/slurm", withIntermediateDirectories: true)
      let slurm = try await LocalSlurm(in: folder + "/slurm")
      defer { slurm.stop() }
      let submit = try await Mxbar.run(
        "campaign", "submit", "cluster", "--scheduler", "slurm", "--now", in: folder, environment: slurm.environment)
      #expect(submit.status == 0, "\(submit.errors)")
      let killed = try #require(try await LinearCampaign.killOneTask(of: folder + "/cluster"), "no task was caught in its middle")
      let array = try await slurm.run("squeue", "--noheader", "--format=%F").output.split(separator: "\n").compactMap { Int($0) }
        .min()
      let job = "\(try #require(array))_\(killed)"
      // Slurm takes a job back once it has ended, and then would have it wait for two minutes.
      var isQueued = false
      for _ in 0..<300 where !isQueued {
        _ = try await slurm.run("scontrol", "requeue", job)
        _ = try await slurm.run("scontrol", "update", "jobid=\(job)", "StartTime=now")
        isQueued = try await slurm.run("scontrol", "show", "job", job).output.contains("Restarts=1")
        if !isQueued { try await Task.sleep(for: .milliseconds(100)) }
      }
      #expect(isQueued)
      for _ in 0..<600 where !exists(folder + "/cluster/shards/task-\(String(format: "%04d", killed)).sqlite") {
        _ = try await slurm.run("scontrol", "update", "jobid=\(job)", "StartTime=now")
        try await Task.sleep(for: .milliseconds(500))
      }
      try await slurm.drain()
      let log = try read("\(folder)/cluster/logs/task-\(killed).log")
      #expect(log.contains("by earlier attempts"), "\(log)")
      // The job that merges has waited for all of them.
      #expect(try read(folder + "/cluster/logs/merge.log").hasPrefix("120 points in "))
      try LinearCampaign.expectEqual("here", "cluster", in: folder)
    }
  }

  @Test func parallelGivesWhatOneMachineGives() async throws {
    try await withTemporaryFolder { folder in
      try LinearCampaign.prepare(points: 20, in: folder)
      try await LinearCampaign.plan("here", tasks: 1, in: folder)
      #expect(try await Mxbar.run("campaign", "run", "here", "--quiet", in: folder).status == 0)
      try await LinearCampaign.plan("parallel", tasks: 7, in: folder)
      let submit = try await Mxbar.run("campaign", "submit", "parallel", "--scheduler", "parallel", "--now", in: folder)
      #expect(submit.status == 0, "\(submit.errors)")
      try LinearCampaign.expectEqual("here", "parallel", in: folder)
      #expect(try read(folder + "/parallel/logs/parallel.log").split(separator: "\n").count == 8)
    }
  }
}
