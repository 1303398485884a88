import CircuitSimulation
import Foundation

/// The main function of a worker process: it runs the jobs that arrive on its standard input, a socket, until that closes.
///
/// Answers go back on the same socket and not to standard output, where ngspice prints at times.
public enum NgspiceWorker {
  /// Starts ngspice, announces it, and serves requests until the other end closes or ngspice is lost.
  /// - Throws: `SimulationError.engineUnavailable` if ngspice does not start, or if standard input is no socket.
  public static func serve() async throws {
    // These signals reach all processes of a terminal or a job; the parent decides what becomes of this one.
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
    endWithParent()
    defer { PrivateFolder.removeCurrent() }
    let socket = WorkerSocket(descriptor: STDIN_FILENO)
    do {
      try socket.send(WorkerReply.ready(try await NgspiceEngine.shared.identity))
      while true {
        let request = try socket.receive(WorkerRequest.self).header
        let (reply, numbers) = await answer(request)
        try socket.send(reply, numbers: numbers)
        if case .failure(.engineLost) = reply { return }
      }
    } catch WorkerSocket.Failure.closed {
      return
    } catch is WorkerSocket.Failure {
      throw SimulationError.engineUnavailable("a worker process is started by another process of this program, not by hand")
    }
  }

  /// The reply to a request, and the numbers that follow it.
  private static func answer(_ request: WorkerRequest) async -> (WorkerReply, [Double]) {
    do {
      switch request {
      case .simulate(let job, let timeLimit):
        let result = try await NgspiceEngine.shared.simulate(job, timeLimit: timeLimit)
        let arrays = [result.scale] + result.values
        return (.result(lengths: arrays.map(\.count), warnings: result.warnings), arrays.flatMap { $0 })
      case .expand(let expansion): return (.expansion(try await NgspiceEngine.shared.expand(expansion)), [])
      }
    } catch let error as SimulationError {
      return (.failure(error), [])
    } catch {
      return (.failure(.engineLost("\(error)")), [])
    }
  }

  /// Ends this process when its parent has ended. While a job runs nobody reads the socket, so its end would go unnoticed.
  private static func endWithParent() {
    let parent = getppid()
    Thread.detachNewThread {
      while getppid() == parent { sleep(1) }
      PrivateFolder.removeCurrent()
      _exit(0)
    }
  }
}
