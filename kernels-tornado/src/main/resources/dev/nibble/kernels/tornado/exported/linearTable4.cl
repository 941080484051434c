__kernel void linearTable4(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *levels, __global uchar *x, __global uchar *y)
{
  float f_17, f_24, f_27, f_28, f_41, f_48, f_55, f_60, f_67, f_72, f_79, f_84, f_91, f_97, f_104, f_108, f_115, f_119, f_126, f_130, f_131, f_132, f_133, f_134, f_135, f_136, f_137, f_138, f_139, f_140, f_141, f_142, f_143, f_144, f_145, f_146, f_149, f_150, f_151;
  int i_7, i_10, i_12, i_13, i_14, i_15, i_16, i_18, i_19, i_25, i_26, i_29, i_30, i_35, i_36, i_42, i_43, i_49, i_50, i_56, i_61, i_62, i_68, i_73, i_74, i_80, i_85, i_86, i_92, i_98, i_99, i_109, i_110, i_120, i_121, i_147, i_152, i_157;
  long l_20, l_21, l_22, l_31, l_32, l_33, l_44, l_45, l_46, l_57, l_58, l_69, l_70, l_81, l_82, l_93, l_94, l_95, l_105, l_106, l_116, l_117, l_127, l_128, l_153, l_154, l_155;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_6, ul_8, ul_9, ul_11, ul_23, ul_34, ul_37, ul_38, ul_39, ul_40, ul_47, ul_51, ul_52, ul_53, ul_54, ul_59, ul_63, ul_64, ul_65, ul_66, ul_71, ul_75, ul_76, ul_77, ul_78, ul_83, ul_87, ul_88, ul_89, ul_90, ul_96, ul_100, ul_101, ul_102, ul_103, ul_107, ul_111, ul_112, ul_113, ul_114, ul_118, ul_122, ul_123, ul_124, ul_125, ul_129, ul_148, ul_156;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) levels;
  ul_5  =  (ulong) x;
  ul_6  =  (ulong) y;
  i_7  =  get_global_size(0);
  ul_8  =  ul_0 + 24L;
  ul_9  =  ul_0 + 20L;
  i_10  =  get_global_id(0);
  ul_11  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 8 ]
  i_12  =  i_10;
  for(;;)
  {
    i_13  =  *((__global int *) ul_11);
    if(!(i_12 < i_13))
    {
      break;
    }
    // BLOCK 2
    i_14  =  *((__global int *) ul_9);
    i_15  =  *((__global int *) ul_8);
    i_16  =  i_14 * i_12;
    // BLOCK 3 MERGES [2 7 ]
    f_17  =  0.0F;
    i_18  =  0;
    for(;i_18 < i_14;)
    {
      // BLOCK 4
      i_19  =  i_16 + i_18;
      l_20  =  (long) i_19;
      l_21  =  l_20 + 4L;
      l_22  =  l_21 << 2;
      ul_23  =  ul_3 + l_22;
      f_24  =  *((__global float *) ul_23);
      i_25  =  i_15 * i_18;
      i_26  =  i_19 * i_15;
      // BLOCK 5 MERGES [4 6 ]
      f_27  =  0.0F;
      f_28  =  0.0F;
      i_29  =  0;
      for(;i_29 < i_15;)
      {
        // BLOCK 6
        i_30  =  i_26 + i_29;
        l_31  =  (long) i_30;
        l_32  =  l_31 + 4L;
        l_33  =  l_32 << 2;
        ul_34  =  ul_1 + l_33;
        i_35  =  *((__global int *) ul_34);
        i_36  =  i_35 & 15;
        ul_37  =  i_36 & 4294967295UL;
        ul_38  =  ul_37 + 4L;
        ul_39  =  ul_38 << 2;
        ul_40  =  ul_4 + ul_39;
        f_41  =  *((__global float *) ul_40);
        i_42  =  i_25 + i_29;
        i_43  =  i_42 << 3;
        l_44  =  (long) i_43;
        l_45  =  l_44 + 4L;
        l_46  =  l_45 << 2;
        ul_47  =  ul_5 + l_46;
        f_48  =  *((__global float *) ul_47);
        i_49  =  i_35 >> 4;
        i_50  =  i_49 & 15;
        ul_51  =  i_50 & 4294967295UL;
        ul_52  =  ul_51 + 4L;
        ul_53  =  ul_52 << 2;
        ul_54  =  ul_4 + ul_53;
        f_55  =  *((__global float *) ul_54);
        i_56  =  i_43 + 5;
        l_57  =  (long) i_56;
        l_58  =  l_57 << 2;
        ul_59  =  ul_5 + l_58;
        f_60  =  *((__global float *) ul_59);
        i_61  =  i_35 >> 8;
        i_62  =  i_61 & 15;
        ul_63  =  i_62 & 4294967295UL;
        ul_64  =  ul_63 + 4L;
        ul_65  =  ul_64 << 2;
        ul_66  =  ul_4 + ul_65;
        f_67  =  *((__global float *) ul_66);
        i_68  =  i_43 + 6;
        l_69  =  (long) i_68;
        l_70  =  l_69 << 2;
        ul_71  =  ul_5 + l_70;
        f_72  =  *((__global float *) ul_71);
        i_73  =  i_35 >> 12;
        i_74  =  i_73 & 15;
        ul_75  =  i_74 & 4294967295UL;
        ul_76  =  ul_75 + 4L;
        ul_77  =  ul_76 << 2;
        ul_78  =  ul_4 + ul_77;
        f_79  =  *((__global float *) ul_78);
        i_80  =  i_43 + 7;
        l_81  =  (long) i_80;
        l_82  =  l_81 << 2;
        ul_83  =  ul_5 + l_82;
        f_84  =  *((__global float *) ul_83);
        i_85  =  i_35 >> 16;
        i_86  =  i_85 & 15;
        ul_87  =  i_86 & 4294967295UL;
        ul_88  =  ul_87 + 4L;
        ul_89  =  ul_88 << 2;
        ul_90  =  ul_4 + ul_89;
        f_91  =  *((__global float *) ul_90);
        i_92  =  i_43 + 4;
        l_93  =  (long) i_92;
        l_94  =  l_93 + 4L;
        l_95  =  l_94 << 2;
        ul_96  =  ul_5 + l_95;
        f_97  =  *((__global float *) ul_96);
        i_98  =  i_35 >> 20;
        i_99  =  i_98 & 15;
        ul_100  =  i_99 & 4294967295UL;
        ul_101  =  ul_100 + 4L;
        ul_102  =  ul_101 << 2;
        ul_103  =  ul_4 + ul_102;
        f_104  =  *((__global float *) ul_103);
        l_105  =  l_57 + 4L;
        l_106  =  l_105 << 2;
        ul_107  =  ul_5 + l_106;
        f_108  =  *((__global float *) ul_107);
        i_109  =  i_35 >> 24;
        i_110  =  i_109 & 15;
        ul_111  =  i_110 & 4294967295UL;
        ul_112  =  ul_111 + 4L;
        ul_113  =  ul_112 << 2;
        ul_114  =  ul_4 + ul_113;
        f_115  =  *((__global float *) ul_114);
        l_116  =  l_69 + 4L;
        l_117  =  l_116 << 2;
        ul_118  =  ul_5 + l_117;
        f_119  =  *((__global float *) ul_118);
        i_120  =  i_35 >> 28;
        i_121  =  i_120 & 15;
        ul_122  =  i_121 & 4294967295UL;
        ul_123  =  ul_122 + 4L;
        ul_124  =  ul_123 << 2;
        ul_125  =  ul_4 + ul_124;
        f_126  =  *((__global float *) ul_125);
        l_127  =  l_81 + 4L;
        l_128  =  l_127 << 2;
        ul_129  =  ul_5 + l_128;
        f_130  =  *((__global float *) ul_129);
        f_131  =  f_126 - f_24;
        f_132  =  f_104 - f_24;
        f_133  =  f_79 - f_24;
        f_134  =  f_55 - f_24;
        f_135  =  fma(f_134, f_60, f_28);
        f_136  =  fma(f_133, f_84, f_135);
        f_137  =  fma(f_132, f_108, f_136);
        f_138  =  fma(f_131, f_130, f_137);
        f_139  =  f_115 - f_24;
        f_140  =  f_91 - f_24;
        f_141  =  f_67 - f_24;
        f_142  =  f_41 - f_24;
        f_143  =  fma(f_142, f_48, f_27);
        f_144  =  fma(f_141, f_72, f_143);
        f_145  =  fma(f_140, f_97, f_144);
        f_146  =  fma(f_139, f_119, f_145);
        i_147  =  i_29 + 1;
        f_27  =  f_146;
        f_28  =  f_138;
        i_29  =  i_147;
      }  // B5
      // BLOCK 7
      ul_148  =  ul_2 + l_22;
      f_149  =  *((__global float *) ul_148);
      f_150  =  f_27 + f_28;
      f_151  =  fma(f_150, f_149, f_17);
      i_152  =  i_18 + 1;
      f_17  =  f_151;
      i_18  =  i_152;
    }  // B3
    // BLOCK 8
    l_153  =  (long) i_12;
    l_154  =  l_153 + 4L;
    l_155  =  l_154 << 2;
    ul_156  =  ul_6 + l_155;
    *((__global float *) ul_156)  =  f_17;
    i_157  =  i_7 + i_12;
    i_12  =  i_157;
  }  // B1
  // BLOCK 9
  return;
}  //  kernel
