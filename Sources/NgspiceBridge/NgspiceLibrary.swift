import CNgspice
import Foundation

/// The C library `libngspice`. Only `NgspiceEngine` owns one, and every call is made on that engine's executor.
struct NgspiceLibrary {
  /// What the library prints through its callbacks.
  let messages: NgspiceMessages

  /// Starts the library. Must be called once per process.
  init() {
    messages = NgspiceMessages()
    // ngspice reads and prints numbers with the C library, whose decimal point follows the locale.
    setlocale(LC_NUMERIC, "C")
    // ngspice keeps this reference for as long as the process lives.
    let context = Unmanaged.passRetained(messages).toOpaque()
    ngSpice_Init(
      { text, _, context in
        guard let text else { return 0 }
        listener(context)?.append(String(cString: text))
        return 0
      },
      { _, _, _ in 0 },
      { status, _, _, _, context in
        listener(context)?.exited(status: status)
        return 0
      },
      nil, nil,
      { hasEnded, _, context in
        if hasEnded { listener(context)?.runEnded.signal() }
        return 0
      },
      context)
  }

  /// Runs one command to its end. What it prints goes to `messages`.
  func command(_ text: String) {
    send(text)
    // Without this call the command history grows without limit.
    ngSpice_Command(nil)
  }

  /// Starts the loaded circuit's analysis on ngspice's own thread, which signals `messages.runEnded` when it ends.
  func startRun() {
    while messages.runEnded.wait(timeout: .now()) == .success {}
    // Clearing the history here would free the command that the new thread is about to execute.
    send("bg_run")
  }

  /// Asks the analysis on ngspice's thread to stop at its next time point.
  func haltRun() { send("bg_halt") }

  /// - Precondition: fewer than 1,024 bytes; ngspice cuts longer commands silently.
  private func send(_ text: String) {
    precondition(text.utf8.count < 1024, "ngspice cuts longer commands")
    var bytes = text.utf8CString
    bytes.withUnsafeMutableBufferPointer { _ = ngSpice_Command($0.baseAddress) }
  }

  /// Loads a circuit, which becomes the current one. Errors are only printed, to `messages`.
  func load(_ lines: [String]) {
    var pointers: [UnsafeMutablePointer<CChar>?] = lines.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    pointers.withUnsafeMutableBufferPointer { _ = ngSpice_Circ($0.baseAddress) }
  }

  /// The name of the plot with the latest results, such as `tran2`; empty if there is none.
  var currentPlot: String { ngSpice_CurPlot().map { String(cString: $0) } ?? "" }

  /// A copy of a real vector's values; nil if there is no real vector of that name.
  /// - Parameter name: with its plot in front, as in `tran2.v1#branch`.
  func vector(_ name: String) -> [Double]? {
    var bytes = name.utf8CString
    return bytes.withUnsafeMutableBufferPointer { name -> [Double]? in
      guard let info = ngGet_Vec_Info(name.baseAddress)?.pointee, let data = info.v_realdata else { return nil }
      return Array(UnsafeBufferPointer(start: data, count: Int(info.v_length)))
    }
  }
}

/// The object that the callbacks report to.
private func listener(_ context: UnsafeMutableRawPointer?) -> NgspiceMessages? {
  context.map { Unmanaged<NgspiceMessages>.fromOpaque($0).takeUnretainedValue() }
}
