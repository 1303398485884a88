import Foundation
import NetlistExchange
import Netlisting
import Testing

/// Figures of decks that others wrote, against closed forms.
@Suite struct ForeignFigureTests {
  /// A capacitor charged through a resistor: v = 1 - exp(-t/tau), tau 100 us.
  @Test func measuresMayHaveFormulas() async throws {
    let text = """
      * rc
      * expect v_one = 0.63212056 V (relative 1e-4)
      * expect t_half = 69.314718 us (relative 1e-4)
      * expect rise = 219.72246 us (relative 1e-4)
      * expect doubled = 1.26424112 (relative 1e-4)
      * expect never = none
      .param tau=100u
      V1 in 0 1
      R1 in out 1k
      C1 out 0 {tau/1k} ic=0
      .tran 0.1u 1m 0 0.1u uic
      .meas tran v_one find v(out) at={tau}
      .MEAS TRAN t_half when v(out)=0.5 rise=1
      .meas tran rise trig v(out) val='0.1*1'
      + rise=1 targ v(out) val={1-0.1} rise=1
      .meas tran doubled param='2*v_one'
      .meas tran never when v(out)=2 rise=1
      .end
      """
    let check = try await checked(text)
    #expect(check.passes && check.verdicts.count == 5, "\(check.table)")
  }

  /// Vectors by name, in a deck without commands; sweeps in a loop, whose last pass counts.
  @Test func vectorsAndLoopsAreFigures() async throws {
    let bare = "* d\n* expect v(out) = 0.25 V\n* expect i(V1) = -2.5e-4 A\nV1 a 0 1\nR1 a out 3k\nR2 out 0 1k\n.op\n.end\n"
    #expect(try await checked(bare).passes)
    let loop = """
      * d
      * expect vout = 0.75 V (relative 1e-9)
      * expect m_last = 0.75 V
      V1 a 0 1
      R1 a out 3k
      R2 out 0 1k
      .control
      foreach bias 1 2 3
        alter v1 dc = $bias
        dc v1 0 $bias $bias
        let vout = v(out)[length(v(out))-1]
        print vout
        meas dc m_last find v(out) at=$bias
        if vout gt 100
          quit
        end
      end
      .endc
      .end
      """
    let check = try await checked(loop)
    #expect(check.passes, "\(check.table)")
  }

  /// A table of a whole transient is no figure.
  @Test func aVectorOfManyPointsIsNone() async throws {
    let text = "* d\n* expect v(a) = 1 V\n* expect last = 1 V\nV1 a 0 1\nR1 a 0 1k\n.control\ntran 1u 10u\nprint v(a)\n"
    let check = try await checked(text + "let last = v(a)[3]\nprint last\n.endc\n.end\n")
    #expect(check.verdicts.map(\.passes) == [false, true], "\(check.table)")
  }

  @Test func measuresOfSeveralAnalysesAreTakenFromTheirOwn() async throws {
    let text = """
      * rc
      * expect at_tau = 0.63212056 V (relative 1e-3)
      * expect swept = 2 V (relative 1e-6)
      V1 in 0 1
      R1 in out 1k
      C1 out 0 100n ic=0
      .tran 1u 1m 0 1u uic
      .dc V1 0 4 1
      .meas tran at_tau find v(out) at=100u
      .meas dc swept find v(out) at=2
      .end
      """
    let check = try await checked(text)
    #expect(check.passes, "\(check.table)")
  }

  @Test(arguments: [
    ("while 1\nlet x = v(out)\nend", nil), ("run", "#!/bin/sh\ntrap '' TERM INT\nsleep 3000 & sleep 3000\nwait\n"),
  ])
  func whatHangsIsKilledWithAllThatItStarted(control: String, script: String?) async throws {
    let text = "* d\n* expect x = 1\nV1 out 0 1\nR1 out 0 1k\n.op\n.control\nrun\n\(control)\n.endc\n.end\n"
    try await withTemporaryFolder { folder in
      let (mark, program) = ("\(folder)/pid", "\(folder)/hang.sh")
      try write((script ?? "").replacing("sleep 3000 &", with: "sleep 3000 & echo $! > \(mark);"), to: program)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
      let start = ContinuousClock.now
      let used = script == nil ? "ngspice" : program
      await #expect(throws: ExchangeError.timeLimitExceeded(program: used, seconds: 1)) {
        try await checked(text, program: used, timeLimit: .seconds(1))
      }
      // Neither the shell nor the sleeping child, which hold the pipe open, is waited for.
      #expect(ContinuousClock.now - start < .seconds(2000))
      guard script != nil, let pid = Int32(try String(contentsOfFile: mark, encoding: .utf8).trimmingCharacters(in: .newlines))
      else { return }
      var isRunning = true
      for _ in 0..<50 where isRunning {
        let state = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        isRunning = kill(pid, 0) == 0 && !state.contains(") Z")
        if isRunning { try await Task.sleep(for: .milliseconds(100)) }
      }
      #expect(!isRunning)
    }
  }

  /// Blanks and a unit in a value are HSPICE's habit; the modes must change nothing about how figures are taken.
  @Test(arguments: ExternalSimulator.compatibilities) func compatibilityModesAreSetBeforeTheDeckIsRead(mode: String) async throws
  {
    let text = "* d\n* expect vout = 0.5 V\nV1 a 0 1\nR1 a out 1k\nR2 out 0 1k\n.op\n.control\nrun\nlet vout = v(out)\n"
    let check = try await checked(text + "print vout\n.endc\n.end\n", compatibility: mode)
    #expect(check.passes, "\(check.table)")
  }

  @Test func modesThatAreNoneAreRefused() {
    for (dialect, mode) in [(Dialect.ngspice, "xyz"), (.ngspice, "hs;x"), (.gnucap, "hs")] {
      #expect(throws: ExchangeError.self) { try ExternalSimulator(dialect, compatibility: mode) }
    }
  }
}
