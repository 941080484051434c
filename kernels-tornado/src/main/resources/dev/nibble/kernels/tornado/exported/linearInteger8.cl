__kernel void linearInteger8(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *q, __global uchar *sums, __global uchar *steps, __global uchar *y)
{
  float f_19, f_77, f_82, f_84, f_85, f_86, f_87, f_88, f_90, f_95;
  int i_8, i_12, i_14, i_15, i_16, i_17, i_18, i_20, i_21, i_22, i_23, i_24, i_25, i_26, i_31, i_32, i_33, i_38, i_39, i_44, i_45, i_50, i_51, i_56, i_57, i_58, i_59, i_60, i_61, i_62, i_63, i_64, i_65, i_66, i_67, i_68, i_69, i_70, i_71, i_72, i_89, i_96;
  long l_27, l_28, l_29, l_34, l_35, l_36, l_40, l_41, l_42, l_46, l_47, l_48, l_52, l_53, l_54, l_73, l_74, l_75, l_78, l_79, l_80, l_91, l_92, l_93;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_6, ul_7, ul_9, ul_10, ul_11, ul_13, ul_30, ul_37, ul_43, ul_49, ul_55, ul_76, ul_81, ul_83, ul_94;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) q;
  ul_5  =  (ulong) sums;
  ul_6  =  (ulong) steps;
  ul_7  =  (ulong) y;
  i_8  =  get_global_size(0);
  ul_9  =  ul_6 + 16L;
  ul_10  =  ul_0 + 24L;
  ul_11  =  ul_0 + 20L;
  i_12  =  get_global_id(0);
  ul_13  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 8 ]
  i_14  =  i_12;
  for(;;)
  {
    i_15  =  *((__global int *) ul_13);
    if(!(i_14 < i_15))
    {
      break;
    }
    // BLOCK 2
    i_16  =  *((__global int *) ul_11);
    i_17  =  *((__global int *) ul_10);
    i_18  =  i_16 * i_14;
    // BLOCK 3 MERGES [2 7 ]
    f_19  =  0.0F;
    i_20  =  0;
    for(;i_20 < i_16;)
    {
      // BLOCK 4
      i_21  =  i_17 * i_20;
      i_22  =  i_18 + i_20;
      i_23  =  i_22 * i_17;
      // BLOCK 5 MERGES [4 6 ]
      i_24  =  0;
      i_25  =  0;
      for(;i_25 < i_17;)
      {
        // BLOCK 6
        i_26  =  i_23 + i_25;
        l_27  =  (long) i_26;
        l_28  =  l_27 + 4L;
        l_29  =  l_28 << 2;
        ul_30  =  ul_1 + l_29;
        i_31  =  *((__global int *) ul_30);
        i_32  =  i_21 + i_25;
        i_33  =  i_32 << 2;
        l_34  =  (long) i_33;
        l_35  =  l_34 + 4L;
        l_36  =  l_35 << 2;
        ul_37  =  ul_4 + l_36;
        i_38  =  *((__global int *) ul_37);
        i_39  =  i_33 + 1;
        l_40  =  (long) i_39;
        l_41  =  l_40 + 4L;
        l_42  =  l_41 << 2;
        ul_43  =  ul_4 + l_42;
        i_44  =  *((__global int *) ul_43);
        i_45  =  i_33 + 2;
        l_46  =  (long) i_45;
        l_47  =  l_46 + 4L;
        l_48  =  l_47 << 2;
        ul_49  =  ul_4 + l_48;
        i_50  =  *((__global int *) ul_49);
        i_51  =  i_33 + 3;
        l_52  =  (long) i_51;
        l_53  =  l_52 + 4L;
        l_54  =  l_53 << 2;
        ul_55  =  ul_4 + l_54;
        i_56  =  *((__global int *) ul_55);
        i_57  =  i_31 >> 24;
        i_58  =  i_57 & 255;
        i_59  =  i_58 * i_56;
        i_60  =  i_31 >> 16;
        i_61  =  i_60 & 255;
        i_62  =  i_61 * i_50;
        i_63  =  i_31 & 255;
        i_64  =  i_63 * i_38;
        i_65  =  i_31 >> 8;
        i_66  =  i_65 & 255;
        i_67  =  i_66 * i_44;
        i_68  =  i_64 + i_67;
        i_69  =  i_62 + i_68;
        i_70  =  i_59 + i_69;
        i_71  =  i_24 + i_70;
        i_72  =  i_25 + 1;
        i_24  =  i_71;
        i_25  =  i_72;
      }  // B5
      // BLOCK 7
      l_73  =  (long) i_22;
      l_74  =  l_73 + 4L;
      l_75  =  l_74 << 2;
      ul_76  =  ul_3 + l_75;
      f_77  =  *((__global float *) ul_76);
      l_78  =  (long) i_20;
      l_79  =  l_78 + 4L;
      l_80  =  l_79 << 2;
      ul_81  =  ul_5 + l_80;
      f_82  =  *((__global float *) ul_81);
      ul_83  =  ul_2 + l_75;
      f_84  =  *((__global float *) ul_83);
      f_85  =  (float) i_24;
      f_86  =  f_77 * f_82;
      f_87  =  f_85 - f_86;
      f_88  =  fma(f_87, f_84, f_19);
      i_89  =  i_20 + 1;
      f_19  =  f_88;
      i_20  =  i_89;
    }  // B3
    // BLOCK 8
    f_90  =  *((__global float *) ul_9);
    l_91  =  (long) i_14;
    l_92  =  l_91 + 4L;
    l_93  =  l_92 << 2;
    ul_94  =  ul_7 + l_93;
    f_95  =  f_90 * f_19;
    *((__global float *) ul_94)  =  f_95;
    i_96  =  i_8 + i_14;
    i_14  =  i_96;
  }  // B1
  // BLOCK 9
  return;
}  //  kernel
