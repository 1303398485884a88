import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A Slurm of two nodes with one core each on this machine, with ports and folders of its own. It ends with `stop`.
struct LocalSlurm {
  private let folder: String
  /// For the commands of Slurm.
  var environment: Environment { .inherit.updating(["SLURM_CONF": folder + "/slurm.conf"]) }

  /// Whether all its programs are here; `bin/setup --cluster` installs them.
  static let isInstalled = ["munged", "slurmctld", "slurmd", "sbatch"].allSatisfy { name in
    ["/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"].contains { exists($0 + name) }
  }
  /// Whether the test must run, installed or not, as it must where `bin/test` has installed it.
  static let isRequired = ProcessInfo.processInfo.environment["MXBAR_REQUIRE_CLUSTER"] != nil

  /// Starts the daemons.
  /// - Parameter folder: an empty one.
  init(in folder: String) async throws {
    self.folder = folder
    let port = 20_000 + Int(getpid()) % 10_000 * 4
    let host = ProcessInfo.processInfo.hostName.prefix { $0 != "." }
    var random = SystemRandomNumberGenerator()
    try Data((0..<1024).map { _ in UInt8.random(in: 0...255, using: &random) }).write(to: URL(fileURLWithPath: folder + "/key"))
    for (path, mode) in [(folder, 0o755), (folder + "/key", 0o600)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    for name in ["state", "spool.n1", "spool.n2"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    try write(
      """
      ClusterName=test
      SlurmctldHost=\(host)(127.0.0.1)
      SlurmUser=root
      SlurmdUser=root
      AuthType=auth/munge
      AuthInfo=socket=\(folder)/munge.sock
      SlurmctldPort=\(port)
      StateSaveLocation=\(folder)/state
      SlurmdSpoolDir=\(folder)/spool.%n
      SlurmctldPidFile=\(folder)/slurmctld.pid
      SlurmdPidFile=\(folder)/slurmd.%n.pid
      SlurmctldLogFile=\(folder)/slurmctld.log
      SlurmdLogFile=\(folder)/slurmd.%n.log
      ProctrackType=proctrack/pgid
      TaskPlugin=task/none
      SwitchType=switch/none
      MpiDefault=none
      JobAcctGatherType=jobacct_gather/none
      AccountingStorageType=accounting_storage/none
      SchedulerType=sched/backfill
      SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
      SelectType=select/cons_tres
      SelectTypeParameters=CR_CPU
      SlurmdParameters=config_overrides
      ReturnToService=2
      NodeName=n1 NodeHostname=\(host) NodeAddr=127.0.0.1 Port=\(port + 1) CPUs=1
      NodeName=n2 NodeHostname=\(host) NodeAddr=127.0.0.1 Port=\(port + 2) CPUs=1
      PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP

      """, to: folder + "/slurm.conf")
    try await start(
      "munged", "--force", "--key-file=\(folder)/key", "--socket=\(folder)/munge.sock", "--pid-file=\(folder)/munged.pid",
      "--log-file=\(folder)/munged.log", "--seed-file=\(folder)/munge.seed")
    try await start("slurmctld", "-f", folder + "/slurm.conf")
    for node in ["n1", "n2"] { try await start("slurmd", "-N", node, "-f", folder + "/slurm.conf") }
    for _ in 0..<600 {
      let nodes = try await run("sinfo", "--noheader", "--format=%D %T")
      if nodes.output == "2 idle\n" { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    let log = (try? read(folder + "/slurmctld.log")) ?? ""
    stop()
    Issue.record("Slurm does not start: \(log.suffix(2000))")
  }

  /// Each daemon goes into the background once it is up.
  private func start(_ program: String, _ arguments: String...) async throws {
    let result = try await Subprocess.run(
      .path(FilePath("/usr/sbin/\(program)")), arguments: Arguments(arguments), environment: environment, input: .none,
      output: .discarded, error: .discarded)
    try #require(result.terminationStatus.isSuccess, "\(program) does not start")
  }

  func run(_ program: String, _ arguments: String...) async throws -> Outcome {
    try await Outcome.of(.name(program), arguments, in: folder, environment: environment)
  }

  /// Waits until no job is left.
  func drain() async throws {
    for _ in 0..<1800 {
      if try await run("squeue", "--noheader").output.isEmpty { return }
      try await Task.sleep(for: .milliseconds(200))
    }
    Issue.record("jobs do not end: \(try await run("squeue").output)")
  }

  /// Ends the daemons by their numbers.
  func stop() {
    for name in ["slurmd.n1", "slurmd.n2", "slurmctld", "munged"] {
      guard let text = try? read("\(folder)/\(name).pid"),
        let process = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
      else { continue }
      kill(process, SIGTERM)
      for _ in 0..<200 where kill(process, 0) == 0 { usleep(50_000) }
      kill(process, SIGKILL)
    }
  }
}
