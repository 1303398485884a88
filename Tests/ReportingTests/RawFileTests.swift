import Testing

@testable import Reporting

@Suite struct RawFileTests {
  @Test func holdsEveryNumberAsItIs() {
    let file = RawFile(
      title: "two\nlines", plot: "Transient Analysis",
      variables: [.init("time", .time), .init("v(a)", .voltage), .init("w", .other)],
      values: [[0, 1e-9], [0.1, -5], [1.0 / 3, 1]])
    #expect(
      file.text == """
        Title: two lines
        Plotname: Transient Analysis
        Flags: real
        No. Variables: 3
        No. Points: 2
        Variables:
        \t0\ttime\ttime
        \t1\tv(a)\tvoltage
        \t2\tw\tnotype
        Values:
         0\t0
        \t0.1
        \t0.3333333333333333
         1\t1e-09
        \t-5
        \t1

        """)
  }
}
